import { expect, it } from 'vitest'
import type { DimsePlan } from '../../../../src-shared/contract/dimse.ts'
import { fieldsOf, planOf } from './dimseFields.ts'

const plan: DimsePlan = { aeTitle: 'CTW', peer: { host: 'pacs', port: 104, aeTitle: 'PACS' }, receive: { on: true, port: 11_112, fromNetwork: true, callers: ['CT 1', 'DX2'] } }

it('gives back the plan it was made of, and reads Chinese commas', () => {
  expect(planOf(fieldsOf(plan))).toEqual(plan)
  expect(planOf({ ...fieldsOf(plan), callers: 'CT 1， DX2,' })).toEqual(plan)
  expect(planOf({ ...fieldsOf(plan), peerHost: ' ' })).toEqual({ ...plan, peer: null })
})

it('is no plan while something is missing or is none', () => {
  for (const wrong of [{ aeTitle: '' }, { aeTitle: 'SEVENTEEN-LETTERS' }, { aeTitle: 'A\\B' }, { port: '70000' }, { port: 'x' }, { callers: '' }, { peerTitle: '' }, { peerPort: '' }]) {
    expect(planOf({ ...fieldsOf(plan), ...wrong })).toBe(null)
  }
})
