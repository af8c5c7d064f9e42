import type { ChosenCases } from '../../../src-shared/contract/worklist.ts'
import type { WorklistFilter } from '../../../src-shared/domain/case.ts'
import type { CaseId } from '../../../src-shared/domain/ids.ts'

/** Rows chosen beside the one in focus: some by name, or all of the filter but some. Never by place: lists change. */
export type Choice =
  | { readonly by: 'ids'; readonly caseIds: ReadonlySet<CaseId> }
  | { readonly by: 'filter'; readonly except: ReadonlySet<CaseId> }

export const nothingChosen: Choice = { by: 'ids', caseIds: new Set() }
export const everyRow: Choice = { by: 'filter', except: new Set() }

export const chosen = (caseIds: Iterable<CaseId>): Choice => ({ by: 'ids', caseIds: new Set(caseIds) })

export const isChosen = (choice: Choice, caseId: CaseId): boolean =>
  choice.by === 'ids' ? choice.caseIds.has(caseId) : !choice.except.has(caseId)

/** The choice with this row put in or taken out. */
export function toggled(choice: Choice, caseId: CaseId): Choice {
  const changed = new Set(choice.by === 'ids' ? choice.caseIds : choice.except)
  if (!changed.delete(caseId)) changed.add(caseId)
  return choice.by === 'ids' ? { by: 'ids', caseIds: changed } : { by: 'filter', except: changed }
}

/** How many rows are chosen of a list of `total`. */
export const chosenCount = (choice: Choice, total: number): number =>
  choice.by === 'ids' ? choice.caseIds.size : Math.max(0, total - choice.except.size)

/** The choice as the program is told of it; `total` is what was on show when it was made. */
export const chosenCases = (choice: Choice, filter: WorklistFilter, total: number): ChosenCases =>
  choice.by === 'ids'
    ? { by: 'ids', caseIds: [...choice.caseIds] }
    : { by: 'filter', filter, except: [...choice.except], count: chosenCount(choice, total) }
