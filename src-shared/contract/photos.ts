import * as v from 'valibot'
import type { CaseId, ImageId } from '../domain/ids.ts'
import { command } from './call.ts'
import { idOf } from './fields.ts'

export const photoViews = ['surface', 'underside'] as const
export type PhotoView = (typeof photoViews)[number]

export const photoCalls = {
  /**
   * Says which side of the tongue a photo shows. Where another photo is the one to analyse from then on, the case is analysed
   * again. Throws `photo.onlySurface` for the visit's only photo of the surface, `photo.seen` where the measures of the
   * analysed photo have been seen, `contract.badInput` for a photo of another visit or a film.
   */
  'photo.view': command<null>()('read.write', v.strictObject({ caseId: idOf<CaseId>(), imageId: idOf<ImageId>(), view: v.picklist(photoViews) })),
}
