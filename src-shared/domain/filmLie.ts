import type { Quality } from './analysis.ts'

/** What a DICOM file says of how its film lies and was taken; as written there. */
export interface FilmLie {
  /** Where the rows and the columns lead, for instance L and F: the patient's left is at the right of the picture, the feet at its foot. */
  readonly patientOrientation: readonly [rows: string, columns: string] | null
  readonly viewPosition: string | null
  /** Laterality or Image Laterality: L or R, of a paired part; absent for anything else. */
  readonly laterality?: 'L' | 'R'
  /** Photometric Interpretation and Presentation LUT Shape name different ends white (PS3.3 C.8.11.3); absent where they agree or one is not there. */
  readonly polarityContradicts?: true
}

/**
 * Whether the model that tells a film from its mirror image takes this one for mirrored; null where it was not asked, or
 * the film was refused.
 */
export function looksMirrored({ sideDistance, sideLimit }: Quality): boolean | null {
  return sideDistance === undefined || sideLimit === undefined ? null : sideDistance > sideLimit
}

/** mirrored, upsideDown, sideways: stored so; notFrontal: by its view; contradiction: the view is frontal and the rows are a lateral film's; oneSided: it names one side of a paired part, which a chest is not; polarity: it says two things of what is white. */
export const lieWarnings = ['mirrored', 'upsideDown', 'sideways', 'notFrontal', 'contradiction', 'oneSided', 'polarity'] as const
export type LieWarning = (typeof lieWarnings)[number]

const frontal = /^(?:AP|PA)\b/u
/** Lateral and oblique films by DICOM's terms and as machines write them; a decubitus film is a frontal one. */
export const notFrontalViews = ['LL', 'RL', 'LAT', 'LATERAL', 'RLO', 'LLO', 'LPO', 'RPO', 'LAO', 'RAO'] as const
const notFrontal = new RegExp(`^(?:${notFrontalViews.join('|')})\\b`, 'u')

/** Whether a film is a lateral or an oblique one by what its file says. */
export const isNotFrontal = (lie: FilmLie | undefined): boolean => notFrontal.test(lie?.viewPosition?.trim().toUpperCase() ?? '')

/**
 * What of it speaks against reading the film as a frontal one whose left is the patient's right (DICOM PS3.3 C.7.6.1.1.1,
 * C.8.11.5). A file that says nothing says nothing.
 */
export function warningsOfLie(lie: FilmLie): readonly LieWarning[] {
  const { patientOrientation, viewPosition, laterality, polarityContradicts } = lie
  const [rows = '', columns = ''] = (patientOrientation ?? []).map((direction) => direction.slice(0, 1).toUpperCase())
  const view = viewPosition?.trim().toUpperCase() ?? ''
  const lies = 'HF'.includes(rows) && rows !== '' && 'LR'.includes(columns) && columns !== ''
  const found: Readonly<Record<LieWarning, boolean>> = {
    mirrored: rows === 'R',
    upsideDown: columns === 'H',
    sideways: lies,
    notFrontal: isNotFrontal(lie),
    contradiction: frontal.test(view) && (rows === 'A' || rows === 'P'),
    // On a lateral film the side is often that of the detector.
    oneSided: laterality !== undefined && !isNotFrontal(lie),
    polarity: polarityContradicts === true,
  }
  return lieWarnings.filter((warning) => found[warning])
}
