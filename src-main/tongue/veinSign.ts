import type { SignReason, SublingualVeins } from '../../src-shared/domain/tongueSigns.ts'
import { rounded, unit } from '../imaging/rounded.ts'
import type { TongueFrame } from './frame.ts'
import type { LabGrid } from './grid.ts'
import { veinsOf } from './veins.ts'

/** Pixels across, and depth of the lines in L* and b* together, at which the veins have full confidence. */
const SHARP = { widthPx: 320, depth: 12 } as const

interface Seen {
  /** Why nothing fine can be seen, or null. */
  readonly obstacle: SignReason | null
  readonly photoSha256: string
}

/** The veins with how sure they are; that no vein shows is a value too. */
export function sublingualVeins(grid: LabGrid | null, frame: TongueFrame | null, { obstacle, photoSha256 }: Seen): SublingualVeins {
  if (grid === null || frame === null || obstacle !== null) return { left: null, right: null, photoSha256, confidence: 0, reason: obstacle ?? 'too-small' }
  const { left, right, depth } = veinsOf(grid, frame)
  const fineness = unit(frame.widthPx / SHARP.widthPx)
  return { left, right, photoSha256, confidence: rounded(left === null && right === null ? fineness / 2 : fineness * unit(depth / SHARP.depth), 3), reason: null }
}
