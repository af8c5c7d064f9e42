import type { Analysis, AnalysisTask } from '../../src-shared/domain/analysis.ts'
import type { AppliedCalibration } from '../../src-shared/domain/colourCalibration.ts'
import type { Mask } from '../imaging/preprocess.ts'
import type { Samples } from '../imaging/raster.ts'
import type { Stopwatch } from './stopwatch.ts'

/** What one way of reading a picture adds to the analysis. */
export interface Reading extends Pick<Analysis, 'labels' | 'maps' | 'model' | 'segmentation' | 'tongue'> {
  readonly mask: Mask | null
}

/** One picture on its way through gates and models. Facts go into `quality` as they are measured. */
export interface Subject {
  readonly samples: Samples
  readonly task: AnalysisTask
  readonly wantsMaps: boolean
  /** Folder of the classifier, where it is not the task's shipped one. */
  readonly classifier: string | undefined
  readonly quality: Record<string, number>
  /** Of the picture's bytes. */
  readonly sha256: string
  /** The chart of another photo, in place of the photo's own. */
  readonly calibration: AppliedCalibration | undefined
  readonly watch: Stopwatch
}
