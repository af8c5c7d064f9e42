import { useEffect, useSyncExternalStore } from 'react'
import type { CaseId } from '../../../src-shared/domain/ids.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { useSession } from '../../app/session.tsx'
import { useClient } from '../../client/ClientContext.tsx'
import { useLoad, type Loaded } from '../../client/useLoad.ts'
import { deskOf } from './record/desk.ts'
import type { BenchSession, BenchState } from './record/session.ts'

/** Opens a case and keeps it in step with its analysis. Leaving it ends every pause in typing. */
export function useOpenCase(caseId: CaseId): { readonly loaded: Loaded<BenchSession>; readonly reload: () => void } {
  const client = useClient()
  const { noteSaved, status } = useSession()
  const userId = status.session?.userId ?? null
  const opened = useLoad(caseId, async () => {
    if (userId === null) throw new AppError('auth.signedOut')
    return deskOf(client).open({ userId, caseId }, (receipt) => noteSaved(receipt.savedAt))
  })
  useEffect(() => () => void deskOf(client).flush(), [client])
  useAnalysisNews(opened.loaded)
  return opened
}

/** Begins to open the case that the window turns to in the same moment. */
export function useExpectCase(): (caseId: CaseId) => void {
  const client = useClient()
  const { noteSaved, status } = useSession()
  const userId = status.session?.userId ?? null
  return (caseId) => {
    if (userId !== null) deskOf(client).expect({ userId, caseId }, (receipt) => noteSaved(receipt.savedAt))
  }
}

export function useBenchState(session: BenchSession): BenchState {
  return useSyncExternalStore(session.subscribe, session.state)
}

function useAnalysisNews(loaded: Loaded<BenchSession>): void {
  const client = useClient()
  const session = loaded.state === 'ready' ? loaded.value : null
  useEffect(() => {
    if (session === null) return undefined
    const refresh = (): void => void session.refresh().catch(() => undefined)
    return client.subscribe((event) => {
      if (event.kind !== 'case.changed' || event.caseId !== session.caseId) return
      // Every save is such an event too; only one that can bring news is worth a reload.
      const { view, read } = session.state()
      if (view.row.analysis !== 'done' && read.phase === 'blind') refresh()
    })
  }, [client, session])
}
