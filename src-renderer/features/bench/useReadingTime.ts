import { useEffect, useState } from 'react'
import type { ReadPhase } from '../../../src-shared/contract/bench.ts'
import type { ReadId } from '../../../src-shared/domain/ids.ts'
import { useClient } from '../../client/ClientContext.tsx'

const signs = ['pointerdown', 'pointermove', 'wheel', 'keydown'] as const
/** Without a sign for so long nobody is taken to be reading. */
const idleMs = 60_000
const tickMs = 1000
/** A tick that comes so late was slept through. */
const lateMs = 5000
const tellEveryMs = 15_000
const mostMs = 60_000

/**
 * Counts the time in which this read is on the screen, its window in front and somebody there, and tells it to the
 * program in pieces; answers all that its reader has spent on it, in seconds. null once it is signed: nothing is counted then.
 */
export function useReadingTime(readId: ReadId, phase: ReadPhase): number | null {
  const client = useClient()
  const [keptMs, setKeptMs] = useState(0)
  const [runningMs, setRunningMs] = useState(0)
  useEffect(() => {
    if (phase === 'signed') return undefined
    let [lastSign, lastTick, untold] = [performance.now(), performance.now(), 0]
    const tell = (): void => {
      const milliseconds = Math.min(mostMs, Math.round(untold))
      untold = 0
      void add(milliseconds)
    }
    const add = async (milliseconds: number): Promise<void> => {
      try {
        const { totalMs } = await client.send('read.time', { readId, milliseconds })
        setKeptMs(totalMs)
        setRunningMs(untold)
      } catch {
        // Told with the next piece.
        untold += milliseconds
      }
    }
    const tick = (): void => {
      const now = performance.now()
      const passed = now - lastTick
      lastTick = now
      if (document.visibilityState !== 'visible' || !document.hasFocus() || now - lastSign > idleMs || passed > lateMs) return
      untold += passed
      setRunningMs(untold)
      if (untold >= tellEveryMs) tell()
    }
    const noteSign = (): void => void (lastSign = performance.now())
    for (const sign of signs) window.addEventListener(sign, noteSign, { passive: true, capture: true })
    const timer = setInterval(tick, tickMs)
    tell()
    return () => {
      clearInterval(timer)
      for (const sign of signs) window.removeEventListener(sign, noteSign, { capture: true })
      tick()
      if (untold > 0) tell()
    }
  }, [client, readId, phase])
  return phase === 'signed' ? null : Math.floor((keptMs + runningMs) / 1000)
}
