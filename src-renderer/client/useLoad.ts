import { useCallback, useEffect, useRef, useState } from 'react'
import { AppError } from '../../src-shared/errors.ts'

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly error: AppError }

/** Any thrown value as an AppError, so that a screen always has a sentence to show. */
export const asAppError = (error: unknown): AppError =>
  error instanceof AppError ? error : new AppError('internal', {}, { cause: error })

interface Loading<T> {
  readonly loaded: Loaded<T>
  readonly reload: () => void
}

/**
 * Runs `load` when `key` changes and whenever `reload` is called. The value on show stays until the next one is there;
 * an answer that a newer request has overtaken is dropped.
 */
export function useLoad<T>(key: string, load: () => Promise<T>): Loading<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' })
  const [round, setRound] = useState(0)
  const latestLoad = useRef(load)
  const latestRequest = useRef('')
  useEffect(() => {
    latestLoad.current = load
  })
  useEffect(() => {
    const request = `${key} ${round}`
    latestRequest.current = request
    const show = (answer: Loaded<T>): void => {
      if (latestRequest.current === request) setLoaded(answer)
    }
    latestLoad.current().then(
      (value) => show({ state: 'ready', value }),
      (error: unknown) => show({ state: 'failed', error: asAppError(error) }),
    )
  }, [key, round])
  const reload = useCallback(() => setRound((before) => before + 1), [])
  return { loaded, reload }
}
