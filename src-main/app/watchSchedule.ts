import type { Services } from './services.ts'
import type { Watching } from './watching.ts'

const lookEveryMs = 10_000
/** On a large folder or a slow network share, looking takes at most this share of the time. */
const shareOfTime = 0.1

/**
 * Looks through the watched folder every ten seconds while somebody is signed in, and when somebody signs in. A host calls
 * it once; it never keeps a process alive.
 */
export function scheduleWatching({ events }: Services, watching: Watching): void {
  const lookLater = (ms: number): void => void setTimeout(() => void lookAndGoOn(), ms).unref()
  const lookAndGoOn = async (): Promise<void> => {
    const start = performance.now()
    await watching.look()
    lookLater(Math.max(lookEveryMs, (performance.now() - start) * (1 / shareOfTime - 1)))
  }
  events.subscribe((event) => {
    // The session is told of before it can be used: look once the sign-in has come back.
    if (event.kind === 'session.changed' && event.userId !== null) setImmediate(() => void watching.look())
  })
  lookLater(lookEveryMs)
}
