import { useState, type FormEvent } from 'react'
import type { AppError } from '../../src-shared/errors.ts'
import { asAppError } from './useLoad.ts'

export interface Submit {
  readonly busy: boolean
  readonly error: AppError | null
  readonly dismissError: () => void
  readonly onSubmit: (event: FormEvent) => void
}

/** Runs a form's work once at a time and keeps the failure to show. */
export function useSubmit(work: () => Promise<unknown>): Submit {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const run = async (): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      await work()
    } catch (failure) {
      setError(asAppError(failure))
    } finally {
      setBusy(false)
    }
  }
  return {
    busy,
    error,
    dismissError: () => setError(null),
    onSubmit: (event) => {
      event.preventDefault()
      if (!busy) void run()
    },
  }
}
