import * as v from 'valibot'
import type { AppliedCalibration } from '../domain/colourCalibration.ts'
import type { CaseId, ImageId } from '../domain/ids.ts'
import { command, query } from './call.ts'
import { idOf } from './fields.ts'

/** What one picture of a case is corrected by, and in which picture the chart lies. */
export interface PictureCalibration {
  readonly imageId: ImageId
  readonly chartImageId: ImageId
  readonly calibration: AppliedCalibration
}

/** A photo whose chart may serve: of the same visit, or of the same import. */
export interface ChartPhoto {
  readonly imageId: ImageId
  readonly caseId: CaseId
  readonly pseudonym: string
  /** Number of its case in the worklist. */
  readonly sequence: number
  readonly sameVisit: boolean
  readonly importedAt: string
}

/** Which photos a chart is used for: the case's own, all of its visit, all that came with the same import. */
const chartScopes = ['photo', 'visit', 'import'] as const

export interface ChartUsed {
  /** Photos that are corrected by it from now on, and photos left as they are because their measures have been seen. */
  readonly photos: number
  readonly left: number
}

const caseId = idOf<CaseId>()

export const calibrationCalls = {
  /** The photos of one sitting with the case's own, itself among them. Throws `chart.otherTask`. */
  'chart.photos': query<readonly ChartPhoto[]>()('case.read', v.strictObject({ caseId })),
  /**
   * Corrects photos by the chart in one of them, and measures them again. The case's own photo brings back its own chart,
   * or none. Throws `chart.none`, `chart.otherSitting`, `chart.seen` where the measures of all have been seen.
   */
  'chart.use': command<ChartUsed>()('read.write', v.strictObject({ caseId, chartImageId: idOf<ImageId>(), scope: v.picklist(chartScopes) })),
}
