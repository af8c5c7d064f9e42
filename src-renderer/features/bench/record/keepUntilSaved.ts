import type { UserId } from '../../../../src-shared/domain/ids.ts'
import type { Client } from '../../../client/client.ts'

/** What holds entries that the store has not taken yet. */
export interface Keeper {
  readonly unsaved: () => boolean
  readonly flush: () => Promise<void>
  /** Sends what this person has kept; null: whoever it is, the store decides. */
  readonly resume: (here: UserId | null) => void
}

/** For the life of the window: sends what is kept once its person is signed in or the host is back, and holds the window. */
export function keepUntilSaved(client: Client, keeper: Keeper): void {
  client.subscribe(
    (event) => {
      if (event.kind === 'session.changed' && event.userId !== null) keeper.resume(event.userId)
    },
    (connected) => {
      if (connected) keeper.resume(null)
    },
  )
  window.addEventListener('beforeunload', (event) => {
    if (!keeper.unsaved()) return
    void keeper.flush()
    event.preventDefault()
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void keeper.flush()
  })
}
