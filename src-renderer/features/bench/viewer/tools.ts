import type { MarkId } from '../../../../src-shared/domain/ids.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import { shapeKinds, type LabelledMark, type LandmarkName, type Mark, type ShapeMark, type TubeKind } from '../../../../src-shared/domain/mark.ts'
import { tongueTools } from '../tongue/tongueTools.ts'
import type { Picture } from './picture.ts'

/** What a drag with the main button does. The wheel zooms, the middle button pans and the right one zooms always. */
export const dragTools = ['window', 'pan', 'length', ...shapeKinds, 'tube', 'landmark', 'brush', 'eraser', 'note', ...tongueTools] as const
export type DragTool = (typeof dragTools)[number]

/** What a tool draws point by point. */
export const shapeOfTool = (tool: DragTool): ShapeMark['kind'] | null => (tool === 'tube' || tool === 'landmark' ? tool : (shapeKinds.find((kind) => kind === tool) ?? null))
export const isBrushTool = (tool: DragTool): tool is 'brush' | 'eraser' => tool === 'brush' || tool === 'eraser'

/** What a tool that changes marks works on. */
export interface MarkToolOptions {
  readonly picture: Picture
  readonly image: ImageView | null
  readonly marks: readonly Mark[]
  readonly readOnly: boolean
  readonly selected: MarkId | null
  readonly select: (markId: MarkId | null) => void
  readonly remove: (markId: MarkId) => void
}

/** The same for tools whose marks belong to a label, each gesture one change. */
export interface LabelledToolOptions extends MarkToolOptions {
  readonly label: LabelledMark['label']
  readonly commit: (mark: Mark) => void
}

/** And for shapes, among them tubes and landmarks. */
export interface ShapeToolOptions extends LabelledToolOptions {
  /** What the next tube and the next landmark will be. */
  readonly tube: TubeKind
  readonly landmark: LandmarkName
}
