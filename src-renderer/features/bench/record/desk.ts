import type { Client } from '../../../client/client.ts'
import type { CaseId, UserId } from '../../../../src-shared/domain/ids.ts'
import type { SaveReceipt } from '../../../../src-shared/contract/bench.ts'
import { keepUntilSaved, type Keeper } from './keepUntilSaved.ts'
import { openSession, type BenchSession } from './session.ts'

/** The cases whose edits are not all saved yet, whatever page is shown. In memory only: edits are patient data. */
export interface Desk extends Keeper {
  /** The case as it was left when something of it is still unsaved, else fresh from the store. */
  readonly open: (whose: Whose, onSaved: OnSaved) => Promise<BenchSession>
  /** Begins to open what the window turns to in this moment: it comes while the case before is taken off the screen. */
  readonly expect: (whose: Whose, onSaved: OnSaved) => void
}

type OnSaved = (receipt: SaveReceipt) => void

/** A person's own seat at a case: what one has typed is never shown to another, nor saved as theirs. */
export interface Whose {
  readonly userId: UserId
  readonly caseId: CaseId
}

const desks = new WeakMap<Client, Desk>()

/** The desk of this window. */
export function deskOf(client: Client): Desk {
  const desk = desks.get(client) ?? createDesk(client)
  desks.set(client, desk)
  return desk
}

interface Place {
  readonly userId: UserId
  readonly session: BenchSession
}

const keyOf = ({ userId, caseId }: Whose): string => `${userId} ${caseId}`

function createDesk(client: Client): Desk {
  const places = new Map<string, Place>()
  let expected: { readonly key: string; readonly session: Promise<BenchSession> } | null = null
  const hasUnsaved = ({ session }: Place): boolean => session.state().save.kind !== 'saved'
  const tidy = (): void => {
    for (const [key, place] of places) if (!hasUnsaved(place)) places.delete(key)
  }
  const take = async (key: string, { userId, caseId }: Whose, onSaved: OnSaved): Promise<BenchSession> => {
    tidy()
    const session = places.get(key)?.session ?? (await openSession(caseId, { send: client.send, onSaved }))
    places.set(key, { userId, session })
    return session
  }
  const desk: Desk = {
    open: (whose, onSaved) => {
      const key = keyOf(whose)
      const begun = expected
      // What was expected is good for this one turn: later it would be an old view of the case.
      expected = null
      return begun?.key === key ? begun.session : take(key, whose, onSaved)
    },
    expect: (whose, onSaved) => {
      const key = keyOf(whose)
      const session = take(key, whose, onSaved)
      // Where it fails, whoever opens it is told.
      session.catch(() => undefined)
      expected = { key, session }
    },
    unsaved: () => [...places.values()].some(hasUnsaved),
    flush: async () => void (await Promise.all([...places.values()].map(({ session }) => session.flush()))),
    resume: (here) => {
      for (const { userId, session } of places.values()) if (here === null || userId === here) session.resume()
    },
  }
  keepUntilSaved(client, desk)
  return desk
}
