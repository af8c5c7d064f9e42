import { describe, expect, it } from 'vitest'
import type { CaseId } from '../../../src-shared/domain/ids.ts'
import { createTurning } from './turning.ts'

const [here, there] = ['a', 'b'] as unknown as readonly [CaseId, CaseId]

describe('between two cases', () => {
  it('one further step is kept, the latest, and taken once', () => {
    const turning = createTurning()
    turning.begin()
    turning.goTo(there)
    turning.further('next')
    turning.further('previous')
    expect(turning.isOn()).toBe(true)
    expect(turning.end(there)).toBe('previous')
    expect(turning.isOn()).toBe(false)
    expect(turning.end(there)).toBeNull()
  })

  it('nothing is kept from one turn to another', () => {
    const turning = createTurning()
    turning.begin()
    turning.goTo(there)
    turning.further('next')
    turning.begin()
    turning.goTo(there)
    expect(turning.end(there)).toBeNull()
  })

  it('a case that was opened by another way, or a way that came to nothing, takes no step', () => {
    const turning = createTurning()
    turning.begin()
    turning.goTo(there)
    turning.further('next')
    expect(turning.end(here)).toBeNull()
    turning.begin()
    turning.further('next')
    expect(turning.end(null)).toBeNull()
    turning.further('next')
    expect(turning.end(here)).toBeNull()
  })
})
