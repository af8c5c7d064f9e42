import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'

export function modelHandlers({ engine }: Services): Pick<Handlers, 'model.list' | 'model.verify'> {
  return {
    'model.list': () => engine.models(false),
    'model.verify': () => engine.models(true),
  }
}
