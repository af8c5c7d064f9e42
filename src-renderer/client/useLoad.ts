import { useCallback, useEffect, useRef, useState } from 'react'
import { AppError } from '../../src-shared/errors.ts'

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly error: AppError }

/** Any thrown value as an AppError, so that a screen always has a sentence to show. */
export const asAppError = (error: unknown): AppError =>
  error instanceof AppError ? error : new AppError('internal', {}, { cause: error })

/**
 * Runs `load` when `key` changes and whenever `reload` is called. The value on show stays until the next one is there;
 * an answer that a newer request has overtaken is dropped.
 */
export function useLoad<T>(key: string, load: () => Promise<T>): { readonly loaded: Loaded<T>; readonly reload: () => void } {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' })
  const [round, setRound] = useState(0)
  const latest = useRef(load)
  useEffect(() => {
    latest.current = load
  })
  useEffect(() => {
    let current = true
    latest.current().then(
      (value) => current && setLoaded({ state: 'ready', value }),
      (error: unknown) => current && setLoaded({ state: 'failed', error: asAppError(error) }),
    )
    return () => {
      current = false
    }
  }, [key, round])
  const reload = useCallback(() => setRound((before) => before + 1), [])
  return { loaded, reload }
}
