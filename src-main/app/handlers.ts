import type { CallName } from '../../src-shared/contract/contract.ts'
import type { Handler, Handlers } from './dispatch.ts'
import { createBackups, type Backups } from './backups.ts'
import { accountHandlers } from './handlers/account.ts'
import { agreementHandlers } from './handlers/agreement.ts'
import { backupHandlers } from './handlers/backup.ts'
import { batchHandlers } from './handlers/batches.ts'
import { benchHandlers } from './handlers/bench.ts'
import { calibrationHandlers } from './handlers/calibration.ts'
import { photoHandlers } from './handlers/photos.ts'
import { captureHandlers } from './handlers/capture.ts'
import { caseChangeHandlers } from './handlers/caseChanges.ts'
import { commentHandlers } from './handlers/comments.ts'
import { givenHandlers } from './handlers/given.ts'
import { jobHandlers } from './handlers/jobs.ts'
import { labelHandlers } from './handlers/labels.ts'
import { learningHandlers } from './handlers/learning.ts'
import { lineHandlers } from './handlers/lines.ts'
import { modelHandlers } from './handlers/models.ts'
import { dimseHandlers } from './handlers/dimse.ts'
import { pacsHandlers } from './handlers/pacs.ts'
import { peopleHandlers } from './handlers/people.ts'
import { performanceHandlers } from './handlers/performance.ts'
import { progressHandlers } from './handlers/progress.ts'
import { questionnaireHandlers } from './handlers/questionnaire.ts'
import { readingTimeHandlers } from './handlers/readingTime.ts'
import { recoveryHandlers } from './handlers/recovery.ts'
import { reportHandlers } from './handlers/reports.ts'
import { retrainingHandlers } from './handlers/retraining.ts'
import { storeHandlers } from './handlers/store.ts'
import { tongueHandlers } from './handlers/tongue.ts'
import { tubeHandlers } from './handlers/tubes.ts'
import { viewHandlers } from './handlers/views.ts'
import { watchHandlers } from './handlers/watching.ts'
import { worklistHandlers } from './handlers/worklist.ts'
import { storeErrorOf } from '../store/errors.ts'
import type { Services } from './services.ts'
import { createDimse, type Dimse } from './dimse.ts'
import { createPacs } from './pacs.ts'
import { createWatching, type Watching } from './watching.ts'
import { createWork } from './work.ts'

/** What a host has made already, because it goes on by itself there. */
interface Hosted {
  readonly backups?: Backups
  readonly watching?: Watching
  readonly dimse?: Dimse
}

/** Every call's function, subject by subject. */
export function createHandlers(
  services: Services,
  work = createWork(services),
  { backups = createBackups(services), watching = createWatching(services, work), dimse = createDimse(services, work) }: Hosted = {},
): Handlers {
  const handlers: Handlers = {
    ...accountHandlers(services),
    ...jobHandlers(services, work),
    ...givenHandlers(services),
    ...worklistHandlers(services, work),
    ...caseChangeHandlers(services),
    ...viewHandlers(services),
    ...watchHandlers(watching),
    ...batchHandlers(services),
    ...benchHandlers(services),
    ...calibrationHandlers(services, work),
    ...photoHandlers(services, work),
    ...captureHandlers(services),
    ...commentHandlers(services),
    ...agreementHandlers(services),
    ...backupHandlers(backups),
    ...labelHandlers(services),
    ...lineHandlers(services),
    ...modelHandlers(services),
    ...learningHandlers(services, work),
    ...dimseHandlers(services, dimse),
    ...pacsHandlers(services, createPacs(services, work)),
    ...peopleHandlers(services),
    ...performanceHandlers(services),
    ...progressHandlers(services),
    ...questionnaireHandlers(services),
    ...readingTimeHandlers(services),
    ...recoveryHandlers(services),
    ...reportHandlers(services),
    ...retrainingHandlers(services),
    ...storeHandlers(services),
    ...tongueHandlers(services),
    ...tubeHandlers(services),
  }
  return keepingAwake(handlers, services)
}

/**
 * Asked by the window without anybody doing anything, at news of an import for instance: it must not keep an abandoned
 * session open. Whoever is there moves the mouse or presses keys, and the window says so once a minute.
 */
const silent: ReadonlySet<CallName> = new Set<CallName>([
  'app.status', 'recovery.progress', 'worklist.list', 'comment.list', 'questionnaire.show', 'progress.show', 'watch.status', 'dimse.status', 'capture.look', 'read.time',
])

/** A call is a sign of somebody there: the idle time begins again. */
function keepingAwake(handlers: Handlers, { session }: Services): Handlers {
  const awake = <N extends CallName>(name: N): Handler<N> => async (input, caller) => {
    if (!silent.has(name)) session.touch()
    try {
      return await handlers[name](input, caller)
    } catch (error) {
      // A page that cannot be read is a damaged store, whichever call met it.
      throw storeErrorOf(error)
    }
  }
  const names = Object.keys(handlers) as CallName[]
  return Object.fromEntries(names.map((name) => [name, awake(name)])) as Handlers
}
