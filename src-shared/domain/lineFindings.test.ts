import { describe, expect, it } from 'vitest'
import { uncommunicated } from './communication.ts'
import type { CommunicationId } from './ids.ts'
import { labelOfFlag, mostUrgent, toCommunicate } from './lineFindings.ts'
import { lineFindings, ownLineRules } from './lineRules.ts'
import type { Mark, TubeMark } from './mark.ts'
import { film, landmark, tube } from './testTubes.ts'

const findingsOf = (marks: readonly Mark[]) => lineFindings(marks, [film], ownLineRules)
const urgencyOf = (marks: readonly Mark[], present: readonly string[] = []) =>
  mostUrgent(marks, present.map((label) => ({ labelSet: 'chestxray11', label, state: 'present' as const })), findingsOf(marks))?.urgency ?? null

const bronchial = tube('ett', [[1000, 1500]], { course: 'bronchus' })
const arterial = tube('cvc', [[1000, 1500]], { course: 'arterial' })
const labelled = (mark: TubeMark, label: string): TubeMark => ({ ...mark, label: { labelSet: 'chestxray11', label } })

describe('the label of a flag', () => {
  it('is one of the data set, or none where it has none', () => {
    expect(labelOfFlag('ett', 'normal')?.label).toBe('ett-normal')
    expect(labelOfFlag('ngt', 'incompletely-imaged')?.label).toBe('ngt-incompletely-imaged')
    expect(labelOfFlag('swan-ganz', 'borderline')?.label).toBe('swan-ganz-catheter-present')
    expect(labelOfFlag('ett', 'incompletely-imaged')).toBeNull()
    expect(labelOfFlag('cvc', 'cannot-be-said')).toBeNull()
  })
})

describe('how urgent a read is', () => {
  it('goes by its most urgent finding: airway, vessel, abnormal, borderline, to be imaged again', () => {
    expect(urgencyOf([arterial, bronchial], ['ett-borderline'])).toBe('critical')
    expect(urgencyOf([arterial], ['ett-abnormal'])).toBe('vessel')
    expect(urgencyOf([], ['cvc-borderline', 'ngt-abnormal'])).toBe('abnormal')
    expect(urgencyOf([], ['ngt-incompletely-imaged', 'cvc-borderline'])).toBe('borderline')
    expect(urgencyOf([], ['ngt-incompletely-imaged', 'cvc-normal'])).toBe('re-image')
    expect(urgencyOf([], ['cvc-normal'])).toBeNull()
  })

  it('is what the reader makes of a tube, where that is other than the rule', () => {
    const low = tube('ett', [[1000, 2100]])
    const carina = landmark('carina', [1000, 2000])
    expect(urgencyOf([low, carina])).toBe('critical')
    expect(urgencyOf([labelled(low, 'ett-abnormal'), carina])).toBe('critical')
    expect(urgencyOf([labelled(low, 'ett-borderline'), carina])).toBe('borderline')
    expect(urgencyOf([labelled(low, 'ett-normal'), carina])).toBeNull()
  })
})

describe('what must be told', () => {
  const communicationId = '5e0c3d5e-cccc-4ccc-8ccc-cccccccccccc' as CommunicationId
  const told = { communicationId, toWhom: 'Dr Li', at: '2031-05-01T08:00:00.000Z', how: 'phone', about: [bronchial.markId] } as const

  it('is every critical finding that the reader lets stand, until it was read back', () => {
    const telling = toCommunicate([bronchial, arterial], findingsOf([bronchial, arterial]))
    expect(telling.map(({ tube: kind }) => kind)).toEqual(['ett', 'cvc'])
    expect(uncommunicated(telling, [{ ...told, readBack: false }])).toHaveLength(2)
    expect(uncommunicated(telling, [{ ...told, readBack: true }]).map(({ tube: kind }) => kind)).toEqual(['cvc'])
    const overruled = labelled(bronchial, 'ett-normal')
    expect(toCommunicate([overruled], findingsOf([overruled]))).toEqual([])
  })
})
