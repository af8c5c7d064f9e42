import { useEffect, useRef, useState } from 'react'
import type { WorklistFilter } from '../../../src-shared/domain/case.ts'
import type { CaseId } from '../../../src-shared/domain/ids.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { navigate } from '../../app/routes.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError } from '../../client/useLoad.ts'
import { turningOf, type Direction } from './turning.ts'
import { useExpectCase } from './useBench.ts'

/** The way through the worklist that the case was opened from. */
export interface Way {
  readonly end: 'noNeighbour' | 'allSigned' | null
  readonly error: AppError | null
  readonly dismissError: () => void
  readonly resting: () => boolean
  readonly step: (direction: Direction) => Promise<void>
  /** Does what may end the case, with the bench's keys at rest: what is pressed meanwhile belongs to no picture. */
  readonly leave: (act: () => Promise<void>) => Promise<void>
  /** The next case that is not signed: asked before signing, while this case still has its place in the list. */
  readonly nextUnresolved: () => Promise<CaseId | null>
  readonly go: (caseId: CaseId | null) => void
}

export function useWay(caseId: CaseId, filter: WorklistFilter): Way {
  const client = useClient()
  const expect = useExpectCase()
  const [end, setEnd] = useState<Way['end']>(null)
  const [error, setError] = useState<AppError | null>(null)
  const turning = turningOf(client)
  const left = useRef(false)
  const ask = async (direction: Direction, unresolved: boolean): Promise<CaseId | null> => {
    const found = await client.send('worklist.neighbour', { caseId, direction, unresolved, filter })
    return found.caseId === caseId ? null : found.caseId
  }
  const go = (next: CaseId | null, otherwise: Exclude<Way['end'], null>): void => {
    if (next === null) return setEnd(otherwise)
    left.current = true
    turning.goTo(next)
    expect(next)
    navigate({ page: 'case', caseId: next, filter })
  }
  const leave = async (act: () => Promise<void>): Promise<void> => {
    if (turning.isOn()) return
    turning.begin()
    setError(null)
    try {
      await act()
    } catch (failure) {
      setError(asAppError(failure))
    }
    if (!left.current) turning.end(null)
  }
  const step = (direction: Direction): Promise<void> => {
    if (!turning.isOn()) return leave(async () => go(await ask(direction, false), 'noNeighbour'))
    turning.further(direction)
    return Promise.resolve()
  }
  const latestStep = useRef(step)
  useEffect(() => {
    // The case stands: a step that was asked for on the way to it is taken now.
    const further = turning.end(caseId)
    if (further !== null) void latestStep.current(further)
  }, [turning, caseId])
  return {
    end,
    error,
    dismissError: () => setError(null),
    resting: turning.isOn,
    step,
    leave,
    nextUnresolved: async () => (await ask('next', true)) ?? ask('previous', true),
    go: (next) => go(next, 'allSigned'),
  }
}
