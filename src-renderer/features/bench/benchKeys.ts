import { useKeys, type KeyBinding } from '../../app/keys.tsx'
import type { Point } from '../../../src-shared/domain/mark.ts'
import { answerStates } from '../../../src-shared/domain/label.ts'
import type { Texts } from '../../text/text.ts'
import { useText } from '../../text/useText.tsx'
import { colourKeys, correctionKeys } from './colour/colourKeys.ts'
import { compareKeys } from './compare/compareKeys.ts'
import type { Compare } from './compare/useCompare.ts'
import { stepped, type ChangeOverlay, type OverlaySettings } from './overlay/overlaySettings.ts'
import type { BenchSession } from './record/session.ts'
import type { Direction } from './turning.ts'
import type { Given } from './useGiven.ts'
import type { Marks } from './useMarks.ts'
import type { Reading } from './useReading.ts'
import type { KeyImages } from './keyImage/useKeyImages.ts'
import { lineKeys, shapeKeys } from './shapeKeys.ts'
import type { LineReading } from './lines/useLineFindings.ts'
import type { Suggestions } from './lines/useSuggestions.ts'
import { tongueKeys } from './tongue/tongueKeys.ts'
import { isTongueTool } from './tongue/tongueTools.ts'
import type { Tools } from './useTools.ts'
import type { Picture } from './viewer/picture.ts'
import { windowsOf } from './viewer/pixels.ts'
import { isBrushTool, shapeOfTool } from './viewer/tools.ts'
import { openPhrases } from './panel/PhraseMenu.tsx'

export interface BenchKeys extends Tools {
  readonly session: BenchSession
  readonly reading: Reading
  readonly findings: LineReading
  readonly suggestions: Suggestions
  readonly given: Given
  readonly picture: Picture
  readonly marks: Marks
  readonly keyImages: KeyImages
  readonly compare: Compare
  readonly overlay: OverlaySettings
  readonly onOverlay: ChangeOverlay
  readonly onReveal: () => void
  readonly onSign: () => void
  readonly onStep: (direction: Direction) => void
  /** Whether the bench is about to be left: its keys rest, all but those that say where to. */
  readonly resting: () => boolean
}

/** Every action of the bench by key; `?` lists them. */
export function useBenchKeys(keys: BenchKeys): void {
  const text = useText()
  useKeys('bench', text.bench.keysTitle, [...stepKeys(keys, text), ...unlessResting(keys, [...labelKeys(keys, text), ...recordKeys(keys, text), ...pictureKeys(keys, text), ...compareKeys(keys.compare, text), ...colourKeys(keys.colour, text), ...correctionKeys(keys.correction, text), ...lensKeys(keys, text), ...shapeKeys(keys, text), ...lineKeys(keys, text), ...tongueKeys(keys, text), ...overlayKeys(keys, text)])])
}

function unlessResting({ resting }: BenchKeys, bindings: readonly KeyBinding[]): readonly KeyBinding[] {
  return bindings.map((binding) => ({ ...binding, run: () => (resting() ? undefined : binding.run()) }))
}

function stepKeys({ onStep }: Pick<BenchKeys, 'onStep'>, { bench }: Texts): KeyBinding[] {
  return [
    { chords: ['A'], label: bench.previousCase, run: () => onStep('previous') },
    { chords: ['D'], label: bench.nextCase, run: () => onStep('next') },
  ]
}

/** While a case is being opened: how the way goes on is kept, an answer would belong to a picture nobody has seen. */
export function useOpeningKeys(onStep: (direction: Direction) => void): void {
  const text = useText()
  useKeys('opening', text.bench.keysTitle, stepKeys({ onStep }, text))
}

function labelKeys({ reading, given, shapes, brush, notes, tongue, tool, onReveal }: BenchKeys, { bench, common }: Texts): KeyBinding[] {
  const nudged = (direction: Point): boolean => tool === 'tonguePoints' && tongue.nudgeHandle(direction, 1)
  const states = answerStates.map((state, index) => ({
    chords: [String(index + 1)],
    label: common.answer[state],
    run: () => reading.chooseFocused(state),
  }))
  const enter = (): void => {
    const kind = shapeOfTool(tool)
    if (kind !== null && shapes.setPoint(kind)) return
    const { crosshair } = shapes.sketch.state()
    if (isTongueTool(tool) && crosshair !== null) return tongue.dab(tool, crosshair)
    if (isBrushTool(tool) && crosshair !== null) return brush.dab(crosshair, tool === 'eraser')
    if (tool === 'note' && crosshair !== null) return notes.beginAt(crosshair)
    if (shapes.drawing()) return shapes.finish()
    return reading.read.phase === 'blind' ? onReveal() : reading.accept()
  }
  return [
    { chords: ['ArrowUp'], label: bench.label.up, run: () => nudged([0, -1]) || shapes.stepBy([0, -1], 1) || reading.move(-1) },
    { chords: ['ArrowDown'], label: bench.label.down, run: () => nudged([0, 1]) || shapes.stepBy([0, 1], 1) || reading.move(1) },
    ...states,
    { chords: ['0'], label: bench.label.clear, run: () => reading.chooseFocused(null) },
    { chords: ['Enter'], label: `${bench.ai.lock} / ${bench.ai.accept}`, run: enter },
    { chords: ['Shift+Enter'], label: bench.ai.overrule, run: () => reading.overrule() },
    { chords: ['Shift+A'], label: bench.ai.acceptAgreed, run: reading.acceptAgreed },
    { chords: ['U'], label: bench.given.acceptFocused, run: given.acceptFocused },
    { chords: ['Shift+U'], label: bench.given.overruleFocused, run: given.overruleFocused },
  ]
}

function recordKeys({ session, onSign }: BenchKeys, { bench }: Texts): KeyBinding[] {
  return [
    { chords: ['Ctrl+Enter'], label: bench.sign.action, inTextFields: true, run: onSign },
    { chords: ['Ctrl+Z'], label: bench.tools.undo, inTextFields: true, run: () => session.undo() },
    { chords: ['Ctrl+Shift+Z', 'Ctrl+Y'], label: bench.tools.redo, inTextFields: true, run: () => session.redo() },
    { chords: ['F'], label: bench.texts.phrases, run: openPhrases },
  ]
}

function pictureKeys({ picture, marks, keyImages, trueSize, takeTool }: BenchKeys, { bench, keyImages: words }: Texts): KeyBinding[] {
  const { tools } = bench
  const windows = marks.image === null ? [] : windowsOf(marks.image.pixels)
  const presets = windows.slice(0, 9).map((window, index) => ({
    chords: [`Alt+${index + 1}`],
    label: tools.preset(index + 1),
    run: () => picture.viewport()?.setWindow(window),
  }))
  return [
    { chords: ['W'], label: tools.window, run: () => takeTool('window') },
    { chords: ['P'], label: tools.pan, run: () => takeTool('pan') },
    { chords: ['T'], label: tools.length, run: () => takeTool('length') },
    { chords: ['+', '='], label: tools.zoomIn, run: () => picture.viewport()?.zoomBy(1.25) },
    { chords: ['-'], label: tools.zoomOut, run: () => picture.viewport()?.zoomBy(0.8) },
    { chords: ['Z'], label: tools.fit, run: () => picture.viewport()?.fit() },
    { chords: ['Shift+Z'], label: tools.actual, run: () => picture.viewport()?.actualSize() },
    { chords: ['Shift+X'], label: tools.trueSize, run: trueSize.show },
    { chords: ['Shift+W'], label: tools.autoWindow, run: () => windowAutomatically(picture) },
    { chords: ['I'], label: tools.invert, run: () => picture.viewport()?.invert() },
    { chords: ['R'], label: tools.rotateRight, run: () => picture.viewport()?.rotateBy(90) },
    { chords: ['L'], label: tools.rotateLeft, run: () => picture.viewport()?.rotateBy(-90) },
    { chords: ['H'], label: tools.flipHorizontal, run: () => picture.viewport()?.flip('horizontal') },
    { chords: ['V'], label: tools.flipVertical, run: () => picture.viewport()?.flip('vertical') },
    ...presets,
    { chords: ['*'], label: words.toggle, run: () => keyImages.toggle?.() },
    { chords: ['PageDown'], label: bench.picture.next, run: () => marks.stepImage(1) },
    { chords: ['PageUp'], label: bench.picture.previous, run: () => marks.stepImage(-1) },
  ]
}

function windowAutomatically(picture: Picture): void {
  const viewport = picture.viewport()
  const window = viewport?.autoWindow() ?? null
  if (window !== null) viewport?.setWindow(window)
}

/** How far an arrow moves the magnifier, in CSS pixels. */
const lensStepPx = 20

function lensKeys({ lens }: BenchKeys, { bench }: Texts): KeyBinding[] {
  const { tools } = bench
  const arrows = [['Left', -1, 0], ['Right', 1, 0], ['Up', 0, -1], ['Down', 0, 1]] as const
  return [
    { chords: ['M'], label: tools.magnify, run: lens.press, release: lens.release },
    { chords: ['Shift+M'], label: tools.magnifyMore, run: lens.nextFactor },
    ...arrows.map(([name, x, y]) => ({ chords: [`Alt+Arrow${name}`], label: tools.moveLens, run: () => lens.move(x * lensStepPx, y * lensStepPx) })),
  ]
}

function overlayKeys({ overlay, onOverlay, tool, brush, tongue }: BenchKeys, { bench }: Texts): KeyBinding[] {
  const step = (direction: 1 | -1): void => (isTongueTool(tool) ? tongue.resize(direction) : isBrushTool(tool) ? brush.resize(direction) : onOverlay({ opacity: stepped(overlay.opacity, direction) }))
  return [
    { chords: ['Space'], label: bench.tools.hide, run: () => onOverlay({ bare: true }), release: () => onOverlay({ bare: false }) },
    { chords: ['G'], label: overlay.mapShown ? bench.map.hide : bench.map.show, run: () => onOverlay({ mapShown: !overlay.mapShown }) },
    { chords: ['['], label: `${bench.map.less} / ${bench.tools.smaller}`, run: () => step(-1) },
    { chords: [']'], label: `${bench.map.more} / ${bench.tools.larger}`, run: () => step(1) },
  ]
}
