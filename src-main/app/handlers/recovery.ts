import type { Handlers } from '../dispatch.ts'
import { createRecovery } from '../recovery.ts'
import type { Services } from '../services.ts'

type RecoveryCalls = 'recovery.look' | 'recovery.restore' | 'recovery.progress'

/** For whoever stands in front of a store that does not open. */
export function recoveryHandlers(services: Services): Pick<Handlers, RecoveryCalls> {
  const recovery = createRecovery(services)
  return {
    'recovery.look': ({ folder }) => recovery.look(folder ?? null),
    'recovery.restore': (request) => recovery.restore(request),
    'recovery.progress': () => recovery.progress(),
  }
}
