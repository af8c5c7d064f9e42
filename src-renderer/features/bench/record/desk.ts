import type { Client } from '../../../client/client.ts'
import type { CaseId } from '../../../../src-shared/domain/ids.ts'
import type { SaveReceipt } from '../../../../src-shared/contract/bench.ts'
import { openSession, type BenchSession } from './session.ts'

/** The cases whose edits are not all saved yet, whatever page is shown. In memory only: edits are patient data. */
export interface Desk {
  /** The case as it was left when something of it is still unsaved, else fresh from the store. */
  readonly open: (caseId: CaseId, onSaved: (receipt: SaveReceipt) => void) => Promise<BenchSession>
  readonly unsaved: () => boolean
  readonly flush: () => Promise<void>
  readonly resume: () => void
}

const desks = new WeakMap<Client, Desk>()

/** The desk of this window. */
export function deskOf(client: Client): Desk {
  const desk = desks.get(client) ?? createDesk(client)
  desks.set(client, desk)
  return desk
}

function createDesk(client: Client): Desk {
  const sessions = new Map<CaseId, BenchSession>()
  const hasUnsaved = (session: BenchSession): boolean => session.state().save.kind !== 'saved'
  const tidy = (): void => {
    for (const [caseId, session] of sessions) if (!hasUnsaved(session)) sessions.delete(caseId)
  }
  const desk: Desk = {
    open: async (caseId, onSaved) => {
      tidy()
      const session = sessions.get(caseId) ?? (await openSession(caseId, { send: client.send, onSaved }))
      sessions.set(caseId, session)
      return session
    },
    unsaved: () => [...sessions.values()].some(hasUnsaved),
    flush: async () => void (await Promise.all([...sessions.values()].map((session) => session.flush()))),
    resume: () => {
      for (const session of sessions.values()) session.resume()
    },
  }
  keepUntilSaved(client, desk)
  return desk
}

/** For the life of the window: sends what is kept once somebody is signed in or the host is back, and holds the window. */
function keepUntilSaved(client: Client, desk: Desk): void {
  client.subscribe(
    (event) => {
      if (event.kind === 'session.changed' && event.open) desk.resume()
    },
    (connected) => {
      if (connected) desk.resume()
    },
  )
  window.addEventListener('beforeunload', (event) => {
    if (!desk.unsaved()) return
    void desk.flush()
    event.preventDefault()
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void desk.flush()
  })
}
