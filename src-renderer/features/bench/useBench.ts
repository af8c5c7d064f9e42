import { useEffect, useState, useSyncExternalStore } from 'react'
import type { CaseId } from '../../../src-shared/domain/ids.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { useSession } from '../../app/session.tsx'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError } from '../../client/useLoad.ts'
import { deskOf } from './record/desk.ts'
import type { BenchSession, BenchState } from './record/session.ts'

export type OpenCase =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: AppError }
  | { readonly state: 'open'; readonly session: BenchSession }

/** Opens a case and keeps it in step: sends what is kept after sign-in, asks again when its analysis is done. */
export function useOpenCase(caseId: CaseId): { readonly opened: OpenCase; readonly again: () => void } {
  const client = useClient()
  const { noteSaved } = useSession()
  const [opened, setOpened] = useState<OpenCase>({ state: 'loading' })
  const [round, setRound] = useState(0)
  useEffect(() => {
    let current = true
    setOpened({ state: 'loading' })
    deskOf(client)
      .open(caseId, (receipt) => noteSaved(receipt.savedAt))
      .then(
        (session) => current && setOpened({ state: 'open', session }),
        (error: unknown) => current && setOpened({ state: 'failed', error: asAppError(error) }),
      )
    return () => {
      current = false
      // Leaving the case ends every pause in typing.
      void deskOf(client).flush()
    }
    // `noteSaved` changes with every status; the case must not be opened again for that.
  }, [client, caseId, round])
  useAnalysisNews(opened)
  return { opened, again: () => setRound((before) => before + 1) }
}

export function useBenchState(session: BenchSession): BenchState {
  return useSyncExternalStore(session.subscribe, session.state)
}

function useAnalysisNews(opened: OpenCase): void {
  const client = useClient()
  useEffect(() => {
    if (opened.state !== 'open') return undefined
    const { session } = opened
    const refresh = (): void => void session.refresh().catch(() => undefined)
    return client.subscribe((event) => {
      if (event.kind !== 'case.changed' || event.caseId !== session.caseId) return
      // Every save is such an event too; only one that can bring news is worth a reload.
      const { analysis } = session.state().view.row
      if (analysis === 'none' || analysis === 'queued') refresh()
    })
  }, [client, opened])
}
