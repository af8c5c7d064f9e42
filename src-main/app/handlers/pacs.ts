import type { IntakeId } from '../../../src-shared/domain/ids.ts'
import type { IntakeFile } from '../../importing/intake.ts'
import type { Handlers } from '../dispatch.ts'
import type { Pacs } from '../pacs.ts'
import type { Services } from '../services.ts'

type PacsCalls = 'pacs.status' | 'pacs.plan' | 'pacs.test' | 'pacs.find' | 'pacs.get' | 'pacs.send'

/** The picture archive; each call records its own work. */
export function pacsHandlers(services: Services, pacs: Pacs): Pick<Handlers, PacsCalls> {
  return {
    'pacs.status': () => pacs.status(),
    'pacs.plan': (plan, caller) => pacs.plan(plan, caller),
    'pacs.test': (_, caller) => pacs.test(caller),
    'pacs.find': (query, caller) => pacs.find(query, caller),
    'pacs.get': (order, caller) => ({ jobId: pacs.get(order, caller) }),
    'pacs.send': ({ intakeIds }, caller) => withTaken(services, intakeIds, async (files) => ({ sent: await pacs.send(files, caller) })),
  }
}

/** Works on files that were handed over, and lets go of them afterwards. */
export async function withTaken<T>({ intake }: Services, intakeIds: readonly IntakeId[], work: (files: readonly IntakeFile[]) => Promise<T>): Promise<T> {
  const files = intake.take(intakeIds)
  try {
    return await work(files)
  } finally {
    await Promise.allSettled(files.map((file) => file.release()))
  }
}
