import { shapeKinds, type ShapeKind } from '../../../../src-shared/domain/mark.ts'

/** What a drag with the main button does. The wheel zooms, the middle button pans and the right one zooms always. */
export const dragTools = ['window', 'pan', 'length', ...shapeKinds, 'brush', 'eraser', 'note'] as const
export type DragTool = (typeof dragTools)[number]

export const shapeOfTool = (tool: DragTool): ShapeKind | null => shapeKinds.find((kind) => kind === tool) ?? null
export const isBrushTool = (tool: DragTool): tool is 'brush' | 'eraser' => tool === 'brush' || tool === 'eraser'
