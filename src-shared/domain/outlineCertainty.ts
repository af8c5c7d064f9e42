import type { Segmentation } from './analysis.ts'
import type { Point } from './mark.ts'
import { tongueRules, type TongueRules } from './tongueRules.ts'

/** Places of the outline at which the boundary is expected to lie farther from the true one than the rule allows; none where nothing was told. */
export function unsurePlaces(segmentation: Segmentation | null | undefined, { outline }: TongueRules = tongueRules): readonly Point[] {
  const places = segmentation?.boundary?.places ?? []
  return places.filter(([, , share]) => share > outline.unsurePlace).map(([x, y]) => [x, y])
}

/** Whether somebody should look at the outline: unsure over all, or at some place. */
export function isUnsure(segmentation: Segmentation | null | undefined, rules: TongueRules = tongueRules): boolean {
  return (segmentation?.boundary?.expectedErrorShare ?? 0) > rules.outline.unsurePhoto || unsurePlaces(segmentation, rules).length > 0
}
