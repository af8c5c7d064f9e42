import { useState } from 'react'
import type { WorklistFilter } from '../../../src-shared/domain/case.ts'
import type { CaseId } from '../../../src-shared/domain/ids.ts'
import { navigate } from '../../app/routes.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { useExpectCase } from './useBench.ts'

/** The way through the worklist that the case was opened from. */
export interface Way {
  readonly end: 'noNeighbour' | 'allSigned' | null
  readonly step: (direction: 'previous' | 'next') => Promise<void>
  /** The next case that is not signed: asked before signing, while this case still has its place in the list. */
  readonly nextUnresolved: () => Promise<CaseId | null>
  readonly go: (caseId: CaseId | null) => void
}

export function useWay(caseId: CaseId, filter: WorklistFilter): Way {
  const client = useClient()
  const expect = useExpectCase()
  const [end, setEnd] = useState<Way['end']>(null)
  const ask = async (direction: 'previous' | 'next', unresolved: boolean): Promise<CaseId | null> => {
    const found = await client.send('worklist.neighbour', { caseId, direction, unresolved, filter })
    return found.caseId === caseId ? null : found.caseId
  }
  const go = (next: CaseId | null, otherwise: Exclude<Way['end'], null>): void => {
    if (next === null) return setEnd(otherwise)
    expect(next)
    navigate({ page: 'case', caseId: next, filter })
  }
  return {
    end,
    step: async (direction) => go(await ask(direction, false), 'noNeighbour'),
    nextUnresolved: async () => (await ask('next', true)) ?? ask('previous', true),
    go: (next) => go(next, 'allSigned'),
  }
}
