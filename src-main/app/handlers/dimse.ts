import type { Dimse } from '../dimse.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'
import { withTaken } from './pacs.ts'

type DimseCalls = 'dimse.status' | 'dimse.plan' | 'dimse.test' | 'dimse.send'

/** DICOM's own protocol; each call records its own work. */
export function dimseHandlers(services: Services, dimse: Dimse): Pick<Handlers, DimseCalls> {
  return {
    'dimse.status': () => dimse.status(),
    'dimse.plan': (plan, caller) => dimse.plan(plan, caller),
    'dimse.test': (_, caller) => dimse.test(caller),
    'dimse.send': ({ intakeIds }, caller) => withTaken(services, intakeIds, async (files) => ({ sent: await dimse.send(files, caller) })),
  }
}
