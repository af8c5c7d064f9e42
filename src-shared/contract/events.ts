import type { CaseId, UserId } from '../domain/ids.ts'
import type { Job } from './jobs.ts'
import type { EngineStatus } from './models.ts'

/** What the main process tells its windows without being asked. Ids and small facts only. */
export type AppEvent =
  | { readonly kind: 'case.changed'; readonly caseId: CaseId }
  | { readonly kind: 'worklist.changed' }
  | { readonly kind: 'labels.changed' }
  /** The watched folder was looked through, or an import of it began or ended. */
  | { readonly kind: 'watch.changed' }
  /** A file was received from a modality, or refused. */
  | { readonly kind: 'dimse.changed' }
  | { readonly kind: 'job.changed'; readonly job: Job }
  | { readonly kind: 'engine.changed'; readonly engine: EngineStatus }
  /** Who is signed in now; null while the store is closed. */
  | { readonly kind: 'session.changed'; readonly userId: UserId | null }
