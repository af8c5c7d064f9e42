import type { RetrainingStatus } from '../../../src-shared/contract/retraining.ts'
import { tasks } from '../../../src-shared/domain/case.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { retraining, saveRetrainingPlan, signatureCount } from '../../store/retraining.ts'
import type { Handlers } from '../dispatch.ts'
import { isWritableOutside } from '../outsideFolder.ts'
import type { Services } from '../services.ts'

/** The plan after which training bundles are written by themselves. */
export function retrainingHandlers(services: Services): Pick<Handlers, 'retraining.status' | 'retraining.plan'> {
  const { store, audited, clock } = services
  return {
    'retraining.status': () => statusOf(services),
    'retraining.plan': (plan, caller) => {
      const isOn = plan.everyDays > 0 || plan.everySignatures > 0
      if (plan.folder === null ? isOn : !isWritableOutside(plan.folder, store.folder)) throw new AppError('export.folder')
      audited.run('retraining.plan', caller, (db) => {
        saveRetrainingPlan(db, plan, clock.nowIso())
        return { value: null, detail: { everyDays: plan.everyDays, everySignatures: plan.everySignatures } }
      })
      return statusOf(services)
    },
  }
}

function statusOf({ store }: Services): RetrainingStatus {
  const db = store.database()
  const { plan, seen } = retraining(db)
  return {
    plan,
    reachable: plan.folder !== null && isWritableOutside(plan.folder, store.folder),
    tasks: tasks.map((task) => {
      const { signatures, last } = seen(task)
      return { task, newSignatures: signatureCount(db, task) - signatures, last }
    }),
  }
}
