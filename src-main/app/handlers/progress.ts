import { progressOf } from '../../store/progress.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'

/** How far the work is. */
export function progressHandlers({ store }: Services): Pick<Handlers, 'progress.show'> {
  return { 'progress.show': (_, { role }) => progressOf(store.database(), role === 'admin') }
}
