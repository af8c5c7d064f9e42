import { useEffect } from 'react'
import { useClient } from '../client/ClientContext.tsx'

/** Far more often than the idle lock strikes, far too seldom to be felt. */
const reportEveryMs = 60_000
const signs = ['pointerdown', 'pointermove', 'wheel', 'keydown'] as const

/**
 * Reading a picture may need no call for minutes, and the idle lock counts calls. While somebody moves the mouse or
 * presses keys, one small question a minute tells the program that the reader is still there.
 */
export function usePresence(signedIn: boolean): void {
  const client = useClient()
  useEffect(() => {
    if (!signedIn) return undefined
    let lastReportMs = performance.now()
    const report = (): void => {
      if (performance.now() - lastReportMs < reportEveryMs) return
      lastReportMs = performance.now()
      // A failure shows itself where it matters: in the frame, or at the next save.
      client.send('job.list', {}).catch(() => undefined)
    }
    for (const sign of signs) window.addEventListener(sign, report, { passive: true })
    return () => {
      for (const sign of signs) window.removeEventListener(sign, report)
    }
  }, [client, signedIn])
}
