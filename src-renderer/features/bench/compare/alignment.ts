import type { TongueMeasures } from '../../../../src-shared/domain/analysis.ts'
import type { ImageRole } from '../../../../src-shared/domain/image.ts'
import type { TongueAxis } from '../../../../src-shared/domain/tongueSigns.ts'

/** Of a tongue on a photo its axis; or why it has none: too small to find it, or nothing was measured there. */
export type TongueOnPhoto = TongueAxis | 'tooSmall' | 'unmeasured'

/** Why two tongues do not lie on each other, whatever the reader wants. */
export type AlignObstacle = 'blind' | 'underside' | 'ownUnmeasured' | 'ownTooSmall' | 'otherUnmeasured' | 'otherTooSmall' | 'unlinked' | 'mirrored'

interface OnPhoto<Tongue> {
  readonly role: ImageRole
  readonly tongue: Tongue
}

export interface AlignFacts {
  readonly own: OnPhoto<TongueOnPhoto | 'blind'>
  readonly other: OnPhoto<TongueOnPhoto>
  /** Pan and zoom of one follow the other's. */
  readonly linked: boolean
  readonly mirrored: boolean
}

export const tongueOf = (measured: TongueMeasures | null | undefined): TongueOnPhoto => {
  const signs = measured?.signs ?? null
  return signs === null ? 'unmeasured' : (signs.axis ?? 'tooSmall')
}

/** The axes of both tongues, or why they cannot be laid on each other: first what lies in the photos, then what the reader can change at once. */
export function alignmentOf({ own, other, linked, mirrored }: AlignFacts): AlignObstacle | { readonly own: TongueAxis; readonly other: TongueAxis } {
  if (own.tongue === 'blind') return 'blind'
  if (own.role === 'underside' || other.role === 'underside') return 'underside'
  if (own.tongue === 'unmeasured') return 'ownUnmeasured'
  if (own.tongue === 'tooSmall') return 'ownTooSmall'
  if (other.tongue === 'unmeasured') return 'otherUnmeasured'
  if (other.tongue === 'tooSmall') return 'otherTooSmall'
  if (!linked) return 'unlinked'
  return mirrored ? 'mirrored' : { own: own.tongue, other: other.tongue }
}
