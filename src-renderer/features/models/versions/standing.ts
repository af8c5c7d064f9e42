import { versionsInUse, type LearningTask, type ModelVersion } from '../../../../src-shared/contract/learning.ts'
import type { VersionId } from '../../../../src-shared/domain/ids.ts'

export const nameOf = ({ modelId, version }: Pick<ModelVersion, 'modelId' | 'version'>): string => `${modelId} ${version}`

export const activeOf = ({ versions }: Pick<LearningTask, 'versions'>): ModelVersion | undefined =>
  versions.find(({ state }) => state === 'active')

/** The version that a rollback returns to; null where nothing was in use before. */
export function versionBefore({ activations, versions }: Pick<LearningTask, 'activations' | 'versions'>): ModelVersion | null {
  const used = versionsInUse(activations.toReversed())
  if (used.length < 2) return null
  return versions.find(({ versionId }) => versionId === used.at(-2)) ?? null
}

/** The name of a version that the list may not hold any more. */
export const nameById = ({ versions }: Pick<LearningTask, 'versions'>, versionId: VersionId | null): string => {
  const found = versions.find((version) => version.versionId === versionId)
  return found === undefined ? '?' : nameOf(found)
}

export type Obstacle = 'active' | 'notCompared' | 'notMet'

/** Why a version cannot be activated as it stands; null where it can, if need be by a person who says "despite". */
export function obstacleTo({ state, comparison }: Pick<ModelVersion, 'state' | 'comparison'>): Obstacle | null {
  if (state === 'active') return 'active'
  if (comparison === null) return 'notCompared'
  return comparison.verdict === 'notMet' ? 'notMet' : null
}
