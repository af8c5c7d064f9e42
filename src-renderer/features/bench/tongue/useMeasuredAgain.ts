import { useEffect, useState } from 'react'
import type { AppError } from '../../../../src-shared/errors.ts'
import { asAppError } from '../../../client/useLoad.ts'
import { unmeasured } from '../record/measuring.ts'
import type { BenchSession, BenchState } from '../record/session.ts'

/** Whoever paints goes on painting: measuring begins when the hand has rested so long. */
const restMs = 400

export interface MeasuredAgain {
  /** The reader's own outline or separation waits for its values. */
  readonly measuring: boolean
  readonly error: AppError | null
  readonly again: () => void
}

/** Measures what the reader has corrected once it is saved; a later correction ends a measuring under way. */
export function useMeasuredAgain(session: BenchSession, { read, save }: BenchState): MeasuredAgain {
  const [failed, setFailed] = useState<{ readonly of: string; readonly error: AppError } | null>(null)
  const waiting = unmeasured(read)
  const key = waiting.length === 0 || read.phase !== 'revealed' ? '' : JSON.stringify([read.readId, waiting, read.marks.filter(({ kind }) => kind === 'outline' || kind === 'separation')])
  const isSaved = save.kind === 'saved'
  const isGivenUp = failed?.of === key
  useEffect(() => {
    if (key === '' || !isSaved || isGivenUp) return undefined
    let running = false
    const measure = async (): Promise<void> => {
      running = true
      try {
        await session.measure()
      } catch (error) {
        const { code } = asAppError(error)
        // Overtaken by a newer correction: that one is measured.
        if (code !== 'job.cancelled' && code !== 'read.conflict') setFailed({ of: key, error: asAppError(error) })
      } finally {
        running = false
      }
    }
    const timer = setTimeout(() => void measure(), restMs)
    return () => {
      clearTimeout(timer)
      if (running) session.stopMeasuring()
    }
  }, [session, key, isSaved, isGivenUp])
  return { measuring: key !== '' && !isGivenUp, error: isGivenUp ? (failed?.error ?? null) : null, again: () => setFailed(null) }
}
