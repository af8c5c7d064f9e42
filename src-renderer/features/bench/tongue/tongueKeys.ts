import type { KeyBinding } from '../../../app/keys.tsx'
import type { Texts } from '../../../text/text.ts'
import type { DragTool } from '../viewer/tools.ts'
import type { TongueEdit } from './useTongueEdit.ts'

interface TongueKeys {
  readonly tongue: TongueEdit
  readonly tool: DragTool
  readonly takeTool: (tool: DragTool) => void
}

/** Keys that exist where a tongue may be corrected. */
export function tongueKeys({ tongue, tool, takeTool }: TongueKeys, { tongueEdit: text }: Texts): KeyBinding[] {
  if (tongue.ground === null) return []
  return [
    { chords: ['Shift+T'], label: text.tools.tongueAdd, run: () => takeTool('tongueAdd') },
    { chords: ['Shift+Y'], label: text.tools.tongueErase, run: () => takeTool('tongueErase') },
    { chords: ['Shift+P'], label: text.tools.tonguePoints, run: () => takeTool('tonguePoints') },
    { chords: ['Shift+G'], label: `${text.tools.tongueCells} / ${text.nextPart}`, run: () => (tool === 'tongueCells' ? tongue.nextPart() : takeTool('tongueCells')) },
    { chords: ['Shift+B'], label: text.back, run: tongue.back },
  ]
}
