import { describe, expect, it } from 'vitest'
import { evidenceFor } from './constitutionEvidence.ts'
import type { AnswerState } from './label.ts'
import { signCalls } from './signCalls.ts'
import { signsAsRead } from './stainedCoating.ts'
import type { TongueSigns } from './tongueSigns.ts'

const judged = { confidence: 0.9, reason: null }
const scored = { ...judged, value: true, unit: '', score: 0.9 }
const signs = {
  bodyColour: { ...judged, name: 'red', lab: [50, 39, 15], deltaE: 1, runnerUp: 'pale-red', runnerUpDeltaE: 6 },
  coatingColour: { ...judged, name: 'yellow', lab: [60, 13, 22], deltaE: 1, runnerUp: 'white', runnerUpDeltaE: 9 },
  coatingGrade: { ...judged, value: 'thick', unit: '' },
  greasy: scored,
  toothMarks: { ...judged, score: 0 },
  cracks: { ...judged, score: 0 },
  spots: { ...judged, stasis: 0, prickles: 0 },
  enlarged: { ...scored, score: 0 },
  thin: { ...scored, score: 0 },
  deviationDeg: { ...judged, value: 0, unit: '°' },
} as unknown as TongueSigns
const answer = (state: AnswerState | null) => [{ labelSet: 'tongue-signs', label: 'stained', state }]

describe('a stained coating', () => {
  it('has no colour, says why, and is evidence of nothing', () => {
    const read = signsAsRead(signs, answer('present'))
    expect(read.coatingColour).toMatchObject({ name: null, lab: null, confidence: 0, reason: 'stained' })
    expect(evidenceFor('shire', signCalls(signs))?.speaksFor).toContain('coating-yellow')
    const evidence = evidenceFor('shire', signCalls(read))
    expect(evidence?.speaksFor).not.toContain('coating-yellow')
    expect(evidence?.unseen).toContain('coating-yellow')
    expect({ ...read, coatingColour: signs.coatingColour }).toEqual(signs)
  })

  it('is only what the reader calls so', () => {
    for (const state of ['absent', 'unsure', 'notAssessable', null] as const) expect(signsAsRead(signs, answer(state))).toBe(signs)
    expect(signsAsRead(signs, [{ labelSet: 'other', label: 'stained', state: 'present' }])).toBe(signs)
    expect(signsAsRead(signs, [])).toBe(signs)
  })
})
