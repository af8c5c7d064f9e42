import { describe, expect, it } from 'vitest'
import { fuzz } from './fuzz.ts'

describe('twenty thousand mutated DICOM files', () => {
  it('are read or refused with a code, without a crash, a hang or a swelling memory', async () => {
    const report = await fuzz({ seed: 20_261_127, first: 0, count: 20_000 })
    expect(report).toMatchObject({ done: 20_000, untyped: [] })
    // A mutator that only makes rubbish, or only what is read, tests nothing.
    expect(report.read).toBeGreaterThan(1000)
    expect(report.refused['dicom.unreadable']).toBeGreaterThan(1000)
    expect(report.grownBytes).toBeLessThan(512 * 1024 * 1024)
  })
})
