import type { PictureCalibration } from '../../../src-shared/contract/calibration.ts'
import { useCorrection, type CorrectionView } from './colour/useCorrection.ts'
import { useState } from 'react'
import { isLandmark, type LabelledMark, type ShapeMark } from '../../../src-shared/domain/mark.ts'
import type { ImageView } from '../../../src-shared/domain/image.ts'
import { useColourAid, type ColourView } from './colour/useColourAid.ts'
import { useLineKind, useLineTool, type LineTool } from './lines/useLineTool.ts'
import { useLens, type LensKeys } from './useLens.ts'
import type { Marks } from './useMarks.ts'
import type { Reading } from './useReading.ts'
import { useShapeActions, type ShapeActions } from './useShapeActions.ts'
import type { Task } from '../../../src-shared/domain/case.ts'
import { isTongueTool } from './tongue/tongueTools.ts'
import { useTongueEdit, type TongueEdit } from './tongue/useTongueEdit.ts'
import { useTrueSize, type TrueSize } from './useTrueSize.ts'
import type { Picture } from './viewer/picture.ts'
import type { DragTool } from './viewer/tools.ts'
import { useBrush, type Brush } from './viewer/useBrush.ts'
import { useNotes, type Notes } from './viewer/useNotes.ts'
import { useShapeTool, type ShapeTool } from './viewer/useShapeTool.ts'

export interface Tools {
  readonly lens: LensKeys
  readonly trueSize: TrueSize
  readonly tool: DragTool
  readonly takeTool: (tool: DragTool) => void
  readonly shapes: ShapeTool
  readonly brush: Brush
  readonly notes: Notes
  readonly lines: LineTool
  readonly tongue: TongueEdit
  readonly actions: ShapeActions
  readonly colour: ColourView
  readonly correction: CorrectionView
}

interface Ground {
  readonly picture: Picture
  readonly marks: Marks
  readonly images: readonly ImageView[]
  readonly calibrations: readonly PictureCalibration[]
  readonly task: Task
}

/** The tool in hand and the ways of looking. Another one ends an unfinished drawing; a new shape belongs to the label that has the focus. */
export function useTools({ picture, marks, images, calibrations, task }: Ground, { read, prediction, focus, readOnly }: Reading): Tools {
  const [tool, setTool] = useState<DragTool>('window')
  const lens = useLens(picture)
  const line = useLineKind()
  const shapes = useShapeTool({ ...marks, ...line, picture, marks: read.marks, label: focus, readOnly })
  const brush = useBrush({ ...marks, picture, marks: read.marks, label: focus, readOnly })
  const notes = useNotes({ ...marks, picture, marks: read.marks, readOnly })
  const actions = useShapeActions({ picture, marks, chosen: labelled(shapes.chosen) ?? brush.chosen, others: shapes.saved, images, readOnly })
  const tongue = useTongueEdit({ picture, image: marks.image, read, prediction, isTongue: task === 'tongue', readOnly, commit: marks.commit, removeAll: marks.removeAll, readNow: marks.readNow })
  const takeTool = (next: DragTool): void => {
    shapes.stop()
    brush.leave()
    tongue.leave()
    if (notes.open !== null) notes.close()
    setTool(next)
  }
  const lines = useLineTool({ picture, marks, shapes, lens, line, takeTool, readOnly })
  // After a signature there is nothing more to correct.
  const inHand = isTongueTool(tool) && tongue.ground === null ? 'window' : tool
  return { tool: inHand, takeTool, lines, tongue, shapes, brush, notes, actions, colour: useColourAid(marks.image), correction: useCorrection(calibrations, marks.image), lens, trueSize: useTrueSize(picture, marks.image) }
}

/** A landmark belongs to no label, and there is one of each: nothing to copy. */
const labelled = (chosen: ShapeMark | null): LabelledMark | null => (chosen === null || isLandmark(chosen) ? null : chosen)
