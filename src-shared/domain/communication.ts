import type { CommunicationId, MarkId } from './ids.ts'
import type { LineFinding } from './lineRules.ts'

export const communicationWays = ['inPerson', 'phone', 'message'] as const
export type CommunicationWay = (typeof communicationWays)[number]

/** That somebody was told of critical findings. */
export interface Communication {
  readonly communicationId: CommunicationId
  /** The person, by name or function. */
  readonly toWhom: string
  /** ISO 8601, UTC. */
  readonly at: string
  readonly how: CommunicationWay
  /** Who was told has said it back. */
  readonly readBack: boolean
  /** The tubes that were spoken of. */
  readonly about: readonly MarkId[]
}

/** Findings that no complete record covers yet: one without read-back is not complete. */
export const uncommunicated = (findings: readonly LineFinding[], communications: readonly Communication[]): readonly LineFinding[] =>
  findings.filter(({ markId }) => !communications.some(({ about, readBack }) => readBack && about.includes(markId)))
