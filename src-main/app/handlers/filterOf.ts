import type { WorklistFilter } from '../../../src-shared/domain/case.ts'
import { AppError } from '../../../src-shared/errors.ts'
import type { StoredFilter } from '../../store/worklistFilter.ts'
import type { Caller } from '../caller.ts'

/** A filter as the store knows it: "me" is whoever calls. */
export function filterOf(filter: WorklistFilter, { userId }: Caller): StoredFilter {
  if (filter.assigned !== 'me') return { ...filter, assigned: filter.assigned }
  if (userId === null) throw new AppError('auth.signedOut')
  return { ...filter, assigned: userId }
}
