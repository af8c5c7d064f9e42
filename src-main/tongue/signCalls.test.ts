import { expect, it } from 'vitest'
import { drawTongue } from '../../test/fixtures/drawnTongue.ts'
import { measureTongue } from './measure.ts'
import tongueSigns from '../../src-shared/labels/tongue-signs.json' with { type: 'json' }
import { signCalls } from '../../src-shared/domain/signCalls.ts'
import { tongueRules } from '../../src-shared/domain/tongueRules.ts'
import type { TongueSigns } from '../../src-shared/domain/tongueSigns.ts'

function measured(drawing: Parameters<typeof drawTongue>[0], quality = {}): TongueSigns {
  const { signs } = measureTongue({ ...drawTongue(drawing), quality })
  if (signs === null) throw new Error('no signs')
  return signs
}

it('speaks of labels of the set alone, and calls what is drawn', () => {
  const calls = signCalls(measured({ dents: { left: 5, right: 5, depth: 0.08 } }))
  const keys = new Set(tongueSigns.labels.map(({ key }) => key))
  for (const label of calls.keys()) expect(keys).toContain(label)
  expect(Object.fromEntries(calls)).toMatchObject({ 'tooth-marked': true, cracked: false, 'coating-none': true, 'coating-thin': false, deviated: false })
})

it('says nothing of what was not seen', () => {
  const calls = signCalls(measured({}, { focus: 0.55 }))
  for (const label of ['tooth-marked', 'cracked', 'stasis-spots', 'greasy', 'coating-white']) expect(calls.has(label)).toBe(false)
  expect(calls.get('enlarged')).toBeDefined()
})

it('a site may draw the lines elsewhere', () => {
  const signs = measured({ leanDeg: 12 })
  expect(signCalls(signs).get('deviated')).toBe(true)
  expect(signCalls(signs, { ...tongueRules, calls: { ...tongueRules.calls, deviatedDeg: 20 } }).get('deviated')).toBe(false)
})
