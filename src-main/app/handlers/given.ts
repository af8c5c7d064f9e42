import { giveLabels, lookAtLabels } from '../../importing/given/giveLabels.ts'
import type { Handlers } from '../dispatch.ts'
import { runAsJob } from '../jobs.ts'
import type { Services } from '../services.ts'
import { workplaceOf } from '../workplace.ts'

/** Labels that were given elsewhere: looked at first, then kept beside the pictures they speak of. */
export function givenHandlers(services: Services): Pick<Handlers, 'labels.look' | 'labels.give'> {
  const { intake, store, events, jobs } = services
  return {
    'labels.look': ({ intakeIds, task }) => lookAtLabels(store.database(), intake.waiting(intakeIds), task),
    'labels.give': async ({ intakeIds, ...request }, caller) => {
      const files = intake.take(intakeIds)
      try {
        const kept = await runAsJob(jobs, 'labels', (job) => giveLabels(workplaceOf(services, caller), { ...request, files }, job))
        await Promise.allSettled(files.map((file) => file.release()))
        events.emit({ kind: 'worklist.changed' })
        return kept
      } catch (error) {
        intake.giveBack(intakeIds, files)
        throw error
      }
    },
  }
}
