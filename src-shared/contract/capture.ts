import * as v from 'valibot'
import type { CaptureLook } from '../domain/captureAdvice.ts'
import { query } from './call.ts'

/** A picture of the camera for a look, as base64: some 300 KB of JPEG are far more than the guide needs. */
export const largestLook = 2_000_000

export const captureCalls = {
  /** Looks at a picture of the camera as the analysis would. Keeps nothing of it. Throws AppError `image.*`, `engine.*` or `model.*`. */
  'capture.look': query<CaptureLook>()(
    'image.import',
    v.strictObject({ jpeg: v.pipe(v.string(), v.base64(), v.minLength(4), v.maxLength(largestLook)) }),
  ),
}
