import { useEffect, useState } from 'react'
import type { AppError } from '../../../src-shared/errors.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError } from '../../client/useLoad.ts'
import type { Signing } from './panel/SignBox.tsx'

const minuteMs = 60_000

export interface SigningSession extends Signing {
  readonly ask: () => void
  /** The store says that the session is over. */
  readonly closed: () => void
}

/** The signing session: opened once by the password, ended by its time; the store has the last word. */
export function useSigning(): SigningSession {
  const client = useClient()
  const [leftMs, setLeftMs] = useState(0)
  const [asking, setAsking] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  useEffect(() => {
    let current = true
    client.send('app.status', {}).then(
      ({ session }) => current && setLeftMs(session?.signingMs ?? 0),
      // Not knowing is the same as closed: the password is asked for.
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [client])
  useEffect(() => {
    if (leftMs <= 0) return undefined
    const step = Math.min(minuteMs, leftMs)
    const timer = setTimeout(() => setLeftMs(leftMs - step), step)
    return () => clearTimeout(timer)
  }, [leftMs])
  const opened = ({ signingMs }: { readonly signingMs: number }): void => {
    setLeftMs(signingMs)
    setAsking(false)
    setError(null)
  }
  return {
    open: leftMs > 0,
    minutesLeft: Math.ceil(leftMs / minuteMs),
    asking,
    error,
    ask: () => setAsking(true),
    closed: () => {
      setLeftMs(0)
      setAsking(true)
    },
    begin: (password) => {
      void client
        .send('signing.open', { password })
        .then(opened)
        .catch((failure: unknown) => setError(asAppError(failure)))
    },
  }
}
