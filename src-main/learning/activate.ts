import type { Comparison } from '../../src-shared/contract/learning.ts'
import { AppError } from '../../src-shared/errors.ts'
import { newestComparison, type ComparedPair } from '../store/modelVersions.ts'
import type { ReadDb } from '../store/database.ts'

/**
 * The comparison that allows a version to be activated in place of the active one. Throws AppError `model.notCompared`,
 * and `model.notAccepted` where a label is worse, or where nothing was shown and nobody says "despite".
 */
export function allowingComparison(db: ReadDb, pair: ComparedPair, despite: boolean): Comparison {
  const comparison = newestComparison(db, pair)
  if (comparison === null) throw new AppError('model.notCompared')
  const { verdict } = comparison
  if (verdict === 'notMet' || (verdict !== 'met' && !despite)) throw new AppError('model.notAccepted', { verdict })
  return comparison
}
