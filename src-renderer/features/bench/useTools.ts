import { useState } from 'react'
import type { Marks } from './useMarks.ts'
import type { Reading } from './useReading.ts'
import type { Picture } from './viewer/picture.ts'
import type { DragTool } from './viewer/tools.ts'
import { useShapeTool, type ShapeTool } from './viewer/useShapeTool.ts'

export interface Tools {
  readonly tool: DragTool
  readonly takeTool: (tool: DragTool) => void
  readonly shapes: ShapeTool
}

/** The tool in hand. Another one ends an unfinished drawing; a new shape belongs to the label that has the focus. */
export function useTools(picture: Picture, marks: Marks, { read, focus, readOnly }: Reading): Tools {
  const [tool, setTool] = useState<DragTool>('window')
  const shapes = useShapeTool({ ...marks, picture, marks: read.marks, label: focus, readOnly })
  const takeTool = (next: DragTool): void => {
    shapes.stop()
    setTool(next)
  }
  return { tool, takeTool, shapes }
}
