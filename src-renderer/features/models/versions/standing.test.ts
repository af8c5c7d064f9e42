import { describe, expect, it } from 'vitest'
import type { Activation, ModelVersion } from '../../../../src-shared/contract/learning.ts'
import { obstacleTo, versionBefore } from './standing.ts'

const version = (versionId: string | null): ModelVersion => ({ versionId, modelId: versionId ?? 'own' }) as ModelVersion
const step = (kind: Activation['kind'], versionId: string | null): Activation => ({ kind, versionId }) as Activation
const versions = [version(null), version('a'), version('b')]

describe('where a rollback leads', () => {
  it('is the version before the last activation, however often it went back and forth', () => {
    const oldestFirst = [step('activate', 'a'), step('activate', 'b'), step('rollback', 'a'), step('activate', 'b')]
    const at = (count: number) => versionBefore({ versions, activations: oldestFirst.slice(0, count).toReversed() })?.modelId
    expect([0, 1, 2, 3, 4].map(at)).toEqual([undefined, 'own', 'a', 'own', 'a'])
  })
})

describe('what keeps a version from being activated', () => {
  it('is that it is in use, not compared, or worse; never that nothing was shown', () => {
    const comparison = (verdict: string) => ({ state: 'challenger', comparison: { verdict } }) as ModelVersion
    expect(obstacleTo({ state: 'active', comparison: null })).toBe('active')
    expect(obstacleTo({ state: 'challenger', comparison: null })).toBe('notCompared')
    expect(['met', 'open', 'tooFew', 'notMet'].map((verdict) => obstacleTo(comparison(verdict)))).toEqual([null, null, null, 'notMet'])
  })
})
