import type { UrgentFinding } from './lineFindings.ts'
import type { CaseId, PatientId, UserId, VisitId } from './ids.ts'

/** What a case is read for. A tongue visit and a film visit of one patient are two cases. */
export const tasks = ['tongue', 'chestxray11', 'chestxray14'] as const
export type Task = (typeof tasks)[number]

/** new: nobody has begun; reading: the case's own read is open, blind or revealed; signed: its newest version is signed. */
export const caseStatuses = ['new', 'reading', 'signed'] as const
export type CaseStatus = (typeof caseStatuses)[number]

/** What the worklist can be narrowed to: a disputed case is signed by two readers who differ. */
export const statusFilters = [...caseStatuses, 'disputed'] as const
export type StatusFilter = (typeof statusFilters)[number]

/** How urgent a case is, set by hand; 1 comes first. */
export const priorities = [1, 2, 3] as const
export type Priority = (typeof priorities)[number]

/** Whether somebody said who the patient is, or the images were grouped because they look alike. */
export const patientKinds = ['given', 'grouped'] as const
export type PatientKind = (typeof patientKinds)[number]

/** analysis of a case: none yet, waiting, done, or refused by a gate or a failure (its code stands beside it). */
export const analysisStates = ['none', 'queued', 'done', 'refused'] as const
export type AnalysisState = (typeof analysisStates)[number]

export interface TopScore {
  readonly label: string
  readonly score: number
  readonly threshold: number
}

export interface CaseRow {
  readonly caseId: CaseId
  readonly patientId: PatientId
  readonly visitId: VisitId
  /** The patient's pseudonym as entered, or a made-up one such as "G-0007" for a group. */
  readonly pseudonym: string
  readonly patientKind: PatientKind
  readonly visitDate: string | null
  readonly task: Task
  readonly status: CaseStatus
  /** Two signed readings differ and nobody has settled it. */
  readonly disputed: boolean
  /** Where a second, independent reading stands; null without one. */
  readonly secondReading: 'open' | 'signed' | null
  readonly priority: Priority | null
  /** What of its tubes makes the case urgent; null while an independent reader must not know. */
  readonly urgent: CaseUrgency | null
  /** Free words, in the order of the alphabet. */
  readonly tags: readonly string[]
  /** The name of whoever is to read the case; null for nobody yet. */
  readonly assignee: string | null
  readonly imageCount: number
  readonly analysis: AnalysisState
  /** Why there is no run, where the analysis was refused; null otherwise. Known before any reading: it tells nothing of a score. */
  readonly refusedBecause: string | null
  /** Empty until the reader's blind read is locked: scores never leak into a blind read. */
  readonly topScores: readonly TopScore[]
  readonly demonstration: boolean
  readonly answeredLabels: number
  readonly totalLabels: number
  readonly reader: string | null
  /** How long it was on the screen while it was read: of the asking person's readings, for an admin of everybody's; null where nothing was measured. */
  readonly readingSeconds: number | null
  /** ISO 8601, UTC. */
  readonly importedAt: string
  readonly thumbnailImageId: string | null
}

/** The reader's own finding; where nothing is answered yet and scores may be shown, the model's call with its score. */
export interface CaseUrgency extends UrgentFinding {
  readonly by: 'reader' | 'model'
  readonly score: number | null
}

export const worklistSorts = ['importedAt', 'pseudonym', 'status', 'task', 'visitDate', 'topScore', 'priority', 'uncertainty'] as const
export type WorklistSort = (typeof worklistSorts)[number]

/** Columns a person may choose; picture and case always come first. */
export const worklistColumns = ['task', 'status', 'priority', 'topScore', 'answered', 'visitDate', 'importedAt', 'assignee', 'reader', 'readingTime'] as const

export type WorklistColumn = (typeof worklistColumns)[number]

/** As they stand at first: there is room for no more on a small screen. */
export const firstColumns: readonly WorklistColumn[] = worklistColumns.filter((name) => name !== 'readingTime')

/** Whose cases a list is narrowed to; `me` is whoever asks. */
export type AssignedTo = 'me' | 'nobody' | UserId

export interface WorklistFilter {
  readonly search: string
  readonly task: Task | null
  readonly status: StatusFilter | null
  readonly priority: Priority | null
  /** A tag as it is written; upper and lower case are one. */
  readonly tag: string | null
  readonly assigned: AssignedTo | null
  /** A label key answered "present" by a reader. */
  readonly label: string | null
  /** Applies to cases whose scores the reader may see. */
  readonly minimumScore: number | null
  readonly sort: WorklistSort
  readonly descending: boolean
}

/** Label sets whose labels a read of the task answers, in the panel's order. */
export const labelSetsOfTask = {
  tongue: ['constitution9', 'tongue-signs'],
  chestxray11: ['chestxray11'],
  chestxray14: ['chestxray14'],
} as const satisfies Record<Task, readonly string[]>
