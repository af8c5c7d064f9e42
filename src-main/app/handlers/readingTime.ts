import { AppError } from '../../../src-shared/errors.ts'
import { addReadingTime, readingMsOf } from '../../store/readingTimes.ts'
import { readById, type StoredRead } from '../../store/reads.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'

/** What a window still had to tell when its read was signed. */
const lateMs = 30_000

/**
 * How long a case is on its reader's screen. Windows tell their time in small pieces; no more is taken than has passed
 * since the piece before, so that two windows do not count twice. Not audited piece by piece: the signature's row has the sum.
 */
export function readingTimeHandlers({ clock, store }: Services): Pick<Handlers, 'read.time'> {
  const told = new Map<string, number>()
  return {
    'read.time': ({ readId, milliseconds }, { userId }) => {
      if (userId === null) throw new AppError('auth.signedOut')
      const stored = readById(store.database(), readId)
      if (stored.readerId !== userId) throw new AppError('read.others')
      if (isOver(stored, clock.nowIso())) throw new AppError('read.signed')
      const name = `${readId}/${userId}`
      const now = clock.monotonicMs()
      const passed = now - (told.get(name) ?? -Infinity)
      told.set(name, now)
      const taken = Math.round(Math.min(milliseconds, passed))
      const phase = stored.read.phase === 'blind' ? 'blind' : 'revealed'
      if (taken > 0) store.write((db) => addReadingTime(db, { readId, readerId: userId, phase, milliseconds: taken }))
      return { totalMs: readingMsOf(store.database(), readId, userId) }
    },
  }
}

const isOver = ({ read: { signature } }: StoredRead, now: string): boolean => signature !== null && Date.parse(now) - Date.parse(signature.signedAt) > lateMs
