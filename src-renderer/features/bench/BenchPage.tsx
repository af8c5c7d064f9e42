import type { WorklistFilter } from '../../../src-shared/domain/case.ts'
import type { CaseId } from '../../../src-shared/domain/ids.ts'

export interface BenchPageProps {
  readonly caseId: CaseId
  /** The worklist the case was opened from: "next" means next of it. */
  readonly filter: WorklistFilter
}

export function BenchPage({ caseId }: BenchPageProps) {
  return <p>{caseId}</p>
}
