import { AppError } from '../../src-shared/errors.ts'

/** Runs `work` again, once, when the engine's process died under it: the supervisor has started a new one by then. */
export async function retryOnceWhenStopped<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError && error.code === 'engine.stopped') return work()
    throw error
  }
}
