import type { CaptureLook } from '../../../src-shared/domain/captureAdvice.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { retryOnceWhenStopped } from '../../engine/retry.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'

/** The guide at the camera: the gates and the outline of the analysis itself, on pictures of which nothing is kept. */
export function captureHandlers({ engine }: Services): Pick<Handlers, 'capture.look'> {
  return {
    'capture.look': async ({ jpeg }): Promise<CaptureLook> => {
      const bytes = Buffer.from(jpeg, 'base64')
      const { result } = await retryOnceWhenStopped(() => engine.analyze({ bytes, task: 'tongue', maps: false, mask: false, overlay: false }))
      const { quality } = result
      if (!result.ok) {
        const { code, detail } = result.error
        if (!code.startsWith('quality.')) throw new AppError(code, detail)
        return { refusal: code, quality, tongue: null }
      }
      const { widthPx, heightPx, segmentation, tongue } = result
      const glareShare = tongue?.signs?.moist.value ?? null
      return { refusal: null, quality, tongue: { widthPx, heightPx, polygon: segmentation?.polygon ?? [], glareShare } }
    },
  }
}
