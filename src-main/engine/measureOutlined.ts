import { decodeMask } from '../../src-shared/domain/mask.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { Mask } from '../imaging/preprocess.ts'
import { tongueFacts } from '../imaging/quality.ts'
import { samplesOf, type Raster } from '../imaging/raster.ts'
import { areaFraction } from '../segmentation/segment.ts'
import { measureTongue, measureUnderside } from '../tongue/measure.ts'
import type { MeasureReply, MeasureRequest } from './protocol.ts'

/**
 * Coating, body and signs, or the veins of the underside, inside an outline that somebody drew. Throws AppError `mark.mask` for an outline that is none
 * of this picture, `quality.notTongue` for a picture without colours.
 */
export function measureOutlined({ outline, cells, calibration, underside = null }: MeasureRequest, raster: Raster): MeasureReply {
  const samples = samplesOf(raster)
  if (samples.channels !== 3) throw new AppError('quality.notTongue', { reason: 'grey' })
  if (outline.widthPx !== samples.widthPx || outline.heightPx !== samples.heightPx) throw new AppError('mark.mask')
  const mask = bitmapOf(outline)
  const area = areaFraction(mask)
  const quality = tongueFacts(samples, mask, area)
  if (underside !== null) return { areaFraction: area, tongue: measureUnderside({ samples, mask, quality, ...underside }) }
  return { areaFraction: area, tongue: measureTongue({ samples, mask, quality, given: cells, ...(calibration === null ? {} : { calibration }) }) }
}

function bitmapOf({ runs, ...size }: MeasureRequest['outline']): Mask {
  const drawn = decodeMask(runs, size)
  if (drawn === null) throw new AppError('mark.mask')
  const data = new Uint8Array(size.widthPx * size.heightPx)
  for (const [y, row] of drawn.rows.entries()) {
    for (let place = 0; place < row.length; place += 2) data.fill(255, y * size.widthPx + (row[place] ?? 0), y * size.widthPx + (row[place + 1] ?? 0))
  }
  return { ...size, data }
}
