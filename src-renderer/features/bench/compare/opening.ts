import type { AppError } from '../../../../src-shared/errors.ts'
import { asAppError } from '../../../client/useLoad.ts'

/** What a toggle has loaded or why not. */
export type Opened<T> = { readonly value: T } | { readonly error: AppError }

/**
 * A toggle of what must be loaded first. It counts as open from the moment it is asked for, not from the answer: who
 * toggles again meanwhile closes it, and the late answer is dropped. `show` gets null for closed.
 */
export function createOpening<T>(load: () => Promise<T>, show: (opened: Opened<T> | null) => void): () => Promise<void> {
  let current: symbol | null = null
  return async () => {
    const asked = current === null ? Symbol('opening') : null
    current = asked
    if (asked === null) return show(null)
    const opened = await load().then((value) => ({ value }), (error: unknown) => ({ error: asAppError(error) }))
    if (current === asked) show(opened)
  }
}
