import path from 'node:path'
import { AppError } from '../../src-shared/errors.ts'
import { shortReason } from '../inference/providers.ts'
import { loadModel } from '../inference/session.ts'
import { smallestModel } from './shelf.ts'
import type { ChildMessage, ChildOrder } from './wire.ts'

/**
 * Tries one provider on the smallest model, golden check included, and tells the verdict. A driver that crashes or
 * hangs here takes nobody with it: the process is only this, and the supervisor's deadline ends it.
 */
export async function tryProvider(
  { modelsFolder, provider }: Extract<ChildOrder, { mode: 'probe' }>,
  say: (message: ChildMessage) => void,
): Promise<void> {
  try {
    const id = await smallestModel(modelsFolder)
    if (id === null) throw new AppError('model.missing')
    await loadModel(path.join(modelsFolder, id), { chain: [provider], threads: 1 })
    say({ kind: 'verdict', ok: true, reason: '' })
  } catch (error) {
    const cause = error instanceof AppError && error.cause instanceof Error ? error.cause.message : String(error)
    const reason = error instanceof AppError && error.code === 'model.badOutput' ? 'golden check failed' : shortReason(cause)
    say({ kind: 'verdict', ok: false, reason })
  }
}
