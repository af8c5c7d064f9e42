import { useKeys, type KeyBinding } from '../../app/keys.tsx'
import { answerStates } from '../../../src-shared/domain/label.ts'
import type { Texts } from '../../text/text.ts'
import { useText } from '../../text/useText.tsx'
import { stepped, type ChangeOverlay, type OverlaySettings } from './overlay/overlaySettings.ts'
import type { BenchSession } from './record/session.ts'
import type { Marks } from './useMarks.ts'
import type { Reading } from './useReading.ts'
import type { Picture } from './viewer/picture.ts'
import { windowsOf } from './viewer/pixels.ts'
import type { DragTool } from './viewer/tools.ts'
import type { ShapeTool } from './viewer/useShapeTool.ts'
import { openPhrases } from './panel/PhraseMenu.tsx'

export interface BenchKeys {
  readonly session: BenchSession
  readonly reading: Reading
  readonly picture: Picture
  readonly marks: Marks
  readonly shapes: ShapeTool
  readonly overlay: OverlaySettings
  readonly onOverlay: ChangeOverlay
  readonly onTool: (tool: DragTool) => void
  readonly onReveal: () => void
  readonly onSign: () => void
  readonly onStep: (direction: 'previous' | 'next') => void
}

/** Every action of the bench by key; `?` lists them. */
export function useBenchKeys(keys: BenchKeys): void {
  const text = useText()
  useKeys('bench', text.bench.keysTitle, [...labelKeys(keys, text), ...recordKeys(keys, text), ...pictureKeys(keys, text), ...shapeKeys(keys, text), ...overlayKeys(keys, text)])
}

function labelKeys({ reading, shapes, onReveal }: BenchKeys, { bench, common }: Texts): KeyBinding[] {
  const states = answerStates.map((state, index) => ({
    chords: [String(index + 1)],
    label: common.answer[state],
    run: () => reading.chooseFocused(state),
  }))
  const enter = (): void => {
    if (shapes.drawing) return shapes.finish()
    return reading.read.phase === 'blind' ? onReveal() : reading.accept()
  }
  return [
    { chords: ['ArrowUp'], label: bench.label.up, run: () => shapes.nudge([0, -1], 1) || reading.move(-1) },
    { chords: ['ArrowDown'], label: bench.label.down, run: () => shapes.nudge([0, 1], 1) || reading.move(1) },
    ...states,
    { chords: ['0'], label: bench.label.clear, run: () => reading.chooseFocused(null) },
    { chords: ['Enter'], label: `${bench.ai.lock} / ${bench.ai.accept}`, run: enter },
    { chords: ['Shift+Enter'], label: bench.ai.overrule, run: () => reading.overrule() },
  ]
}

function recordKeys({ session, onSign, onStep }: BenchKeys, { bench }: Texts): KeyBinding[] {
  return [
    { chords: ['Ctrl+Enter'], label: bench.sign.action, inTextFields: true, run: onSign },
    { chords: ['Ctrl+Z'], label: bench.tools.undo, inTextFields: true, run: () => session.undo() },
    { chords: ['Ctrl+Shift+Z', 'Ctrl+Y'], label: bench.tools.redo, inTextFields: true, run: () => session.redo() },
    { chords: ['F'], label: bench.texts.phrases, run: openPhrases },
    { chords: ['A'], label: bench.previousCase, run: () => onStep('previous') },
    { chords: ['D'], label: bench.nextCase, run: () => onStep('next') },
  ]
}

function pictureKeys({ picture, marks, onTool }: BenchKeys, { bench }: Texts): KeyBinding[] {
  const { tools } = bench
  const windows = marks.image === null ? [] : windowsOf(marks.image.pixels)
  const presets = windows.slice(0, 9).map((window, index) => ({
    chords: [`Alt+${index + 1}`],
    label: tools.preset(index + 1),
    run: () => picture.viewport()?.setWindow(window),
  }))
  return [
    { chords: ['W'], label: tools.window, run: () => onTool('window') },
    { chords: ['P'], label: tools.pan, run: () => onTool('pan') },
    { chords: ['T'], label: tools.length, run: () => onTool('length') },
    { chords: ['+', '='], label: tools.zoomIn, run: () => picture.viewport()?.zoomBy(1.25) },
    { chords: ['-'], label: tools.zoomOut, run: () => picture.viewport()?.zoomBy(0.8) },
    { chords: ['Z'], label: tools.fit, run: () => picture.viewport()?.fit() },
    { chords: ['Shift+Z'], label: tools.actual, run: () => picture.viewport()?.actualSize() },
    { chords: ['I'], label: tools.invert, run: () => picture.viewport()?.invert() },
    { chords: ['R'], label: tools.rotateRight, run: () => picture.viewport()?.rotateBy(90) },
    { chords: ['L'], label: tools.rotateLeft, run: () => picture.viewport()?.rotateBy(-90) },
    { chords: ['H'], label: tools.flipHorizontal, run: () => picture.viewport()?.flip('horizontal') },
    { chords: ['V'], label: tools.flipVertical, run: () => picture.viewport()?.flip('vertical') },
    ...presets,
    { chords: ['PageDown'], label: bench.picture.next, run: () => marks.stepImage(1) },
    { chords: ['PageUp'], label: bench.picture.previous, run: () => marks.stepImage(-1) },
  ]
}

function shapeKeys({ marks, shapes, onTool }: BenchKeys, { bench }: Texts): KeyBinding[] {
  const { tools } = bench
  const remove = (): void => {
    if (shapes.drawing) shapes.back()
    else if (!shapes.removeChosen()) marks.removeSelected()
  }
  return [
    { chords: ['B'], label: tools.box, run: () => onTool('box') },
    { chords: ['O'], label: tools.polygon, run: () => onTool('polygon') },
    { chords: ['Y'], label: tools.polyline, run: () => onTool('polyline') },
    { chords: ['.'], label: tools.point, run: () => onTool('point') },
    { chords: ['Escape'], label: tools.cancel, run: shapes.cancel },
    { chords: ['Delete', 'Backspace'], label: tools.removeMark, run: remove },
    { chords: ['ArrowLeft'], label: tools.nudge, run: () => void shapes.nudge([-1, 0], 1) },
    { chords: ['ArrowRight'], label: tools.nudge, run: () => void shapes.nudge([1, 0], 1) },
    { chords: ['Shift+ArrowLeft'], label: tools.nudgeFar, run: () => void shapes.nudge([-1, 0], 10) },
    { chords: ['Shift+ArrowRight'], label: tools.nudgeFar, run: () => void shapes.nudge([1, 0], 10) },
    { chords: ['Shift+ArrowUp'], label: tools.nudgeFar, run: () => void shapes.nudge([0, -1], 10) },
    { chords: ['Shift+ArrowDown'], label: tools.nudgeFar, run: () => void shapes.nudge([0, 1], 10) },
  ]
}

function overlayKeys({ overlay, onOverlay }: BenchKeys, { bench }: Texts): KeyBinding[] {
  return [
    { chords: ['Space'], label: bench.tools.hide, run: () => onOverlay({ bare: true }), release: () => onOverlay({ bare: false }) },
    { chords: ['G'], label: overlay.mapShown ? bench.map.hide : bench.map.show, run: () => onOverlay({ mapShown: !overlay.mapShown }) },
    { chords: ['['], label: bench.map.less, run: () => onOverlay({ opacity: stepped(overlay.opacity, -1) }) },
    { chords: [']'], label: bench.map.more, run: () => onOverlay({ opacity: stepped(overlay.opacity, 1) }) },
  ]
}
