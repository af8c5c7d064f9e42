import { describe, expect, it } from 'vitest'
import type { CaseId } from '../../../src-shared/domain/ids.ts'
import { noFilter } from '../../app/routes.ts'
import { chosen, chosenCases, chosenCount, everyRow, isChosen, nothingChosen, toggled } from './choice.ts'

const a = 'a' as CaseId
const b = 'b' as CaseId

describe('chosen rows', () => {
  it('are put in and taken out one by one', () => {
    const both = toggled(toggled(nothingChosen, a), b)
    expect([isChosen(both, a), isChosen(both, b), chosenCount(both, 9)]).toEqual([true, true, 2])
    expect(chosenCases(toggled(both, a), noFilter, 9)).toEqual({ by: 'ids', caseIds: [b] })
    expect(chosenCount(chosen([a, a, b]), 9)).toBe(2)
  })

  it('are every row of the filter but those taken out, also where nobody has loaded them', () => {
    const rest = toggled(everyRow, b)
    expect([isChosen(rest, a), isChosen(rest, b), chosenCount(rest, 112_120)]).toEqual([true, false, 112_119])
    expect(chosenCases(rest, noFilter, 112_120)).toEqual({ by: 'filter', filter: noFilter, except: [b], count: 112_119 })
    expect(chosenCount(toggled(rest, b), 112_120)).toBe(112_120)
  })
})
