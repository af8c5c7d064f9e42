import type { Handlers } from '../dispatch.ts'
import type { Pacs } from '../pacs.ts'
import type { Services } from '../services.ts'

type PacsCalls = 'pacs.status' | 'pacs.plan' | 'pacs.test' | 'pacs.find' | 'pacs.get' | 'pacs.send'

/** The picture archive; each call records its own work. */
export function pacsHandlers({ intake }: Services, pacs: Pacs): Pick<Handlers, PacsCalls> {
  return {
    'pacs.status': () => pacs.status(),
    'pacs.plan': (plan, caller) => pacs.plan(plan, caller),
    'pacs.test': (_, caller) => pacs.test(caller),
    'pacs.find': (query, caller) => pacs.find(query, caller),
    'pacs.get': (order, caller) => ({ jobId: pacs.get(order, caller) }),
    'pacs.send': async ({ intakeIds }, caller) => {
      const files = intake.take(intakeIds)
      try {
        return { sent: await pacs.send(files, caller) }
      } finally {
        await Promise.allSettled(files.map((file) => file.release()))
      }
    },
  }
}
