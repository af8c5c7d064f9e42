import { useEffect, useSyncExternalStore } from 'react'
import type { CaseId } from '../../../src-shared/domain/ids.ts'
import { useSession } from '../../app/session.tsx'
import { useClient } from '../../client/ClientContext.tsx'
import { useLoad, type Loaded } from '../../client/useLoad.ts'
import { deskOf } from './record/desk.ts'
import type { BenchSession, BenchState } from './record/session.ts'

/** Opens a case and keeps it in step with its analysis. Leaving it ends every pause in typing. */
export function useOpenCase(caseId: CaseId): { readonly loaded: Loaded<BenchSession>; readonly reload: () => void } {
  const client = useClient()
  const { noteSaved } = useSession()
  const opened = useLoad(caseId, () => deskOf(client).open(caseId, (receipt) => noteSaved(receipt.savedAt)))
  useEffect(() => () => void deskOf(client).flush(), [client])
  useAnalysisNews(opened.loaded)
  return opened
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
