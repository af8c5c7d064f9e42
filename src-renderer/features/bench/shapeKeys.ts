import type { KeyBinding } from '../../app/keys.tsx'
import type { Texts } from '../../text/text.ts'
import type { Point } from '../../../src-shared/domain/mark.ts'
import type { BenchKeys } from './benchKeys.ts'
import { openCommunication } from './lines/CommunicationBox.tsx'
import { openKnownLength } from './lines/KnownLength.tsx'

const arrows: readonly (readonly [name: string, direction: Point])[] = [
  ['ArrowLeft', [-1, 0]],
  ['ArrowRight', [1, 0]],
  ['ArrowUp', [0, -1]],
  ['ArrowDown', [0, 1]],
]

/** Keys that draw and change shapes. */
export function shapeKeys(keys: BenchKeys, { bench }: Texts): KeyBinding[] {
  const { shapes, brush, tongue, tool, takeTool } = keys
  const step = (direction: Point, steps: number): boolean => (tool === 'tonguePoints' && tongue.nudgeHandle(direction, steps)) || shapes.stepBy(direction, steps)
  const { tools } = bench
  return [
    { chords: ['B'], label: tools.box, run: () => takeTool('box') },
    { chords: ['O'], label: tools.polygon, run: () => takeTool('polygon') },
    { chords: ['Y'], label: tools.polyline, run: () => takeTool('polyline') },
    { chords: ['.'], label: tools.point, run: () => takeTool('point') },
    { chords: ['E'], label: tools.brush, run: () => takeTool('brush') },
    { chords: ['Shift+E'], label: tools.eraser, run: () => takeTool('eraser') },
    { chords: ['N'], label: tools.note, run: () => takeTool('note') },
    { chords: ['K'], label: tools.crosshair, run: () => shapes.toggleCrosshair(middleOfPane()) },
    { chords: ['J'], label: tools.snapping, run: shapes.toggleSnapping },
    { chords: ['Escape'], label: tools.cancel, run: () => (tongue.leave(), brush.store.state().painting === null ? shapes.cancel() : brush.leave()) },
    ...changeKeys(keys, tools),
    ...arrows.slice(0, 2).map(([name, direction]) => ({ chords: [name], label: tools.nudge, run: () => void step(direction, 1) })),
    ...arrows.map(([name, direction]) => ({ chords: [`Shift+${name}`], label: tools.nudgeFar, run: () => void step(direction, 10) })),
    ...arrows.map(([name, direction]) => ({ chords: [`Ctrl+${name}`], label: tools.nudgeFarthest, run: () => void step(direction, 100) })),
  ]
}

function changeKeys({ marks, shapes, tongue, tool, actions }: BenchKeys, tools: Texts['bench']['tools']): KeyBinding[] {
  const onPoints = tool === 'tonguePoints'
  const corner = (steps: 1 | -1): void => (onPoints ? tongue.stepHandle(steps) : shapes.stepCorner(steps))
  const remove = (): void => {
    if (onPoints && tongue.removeHandle()) return
    if (shapes.drawing()) shapes.back()
    else if (!shapes.removeChosen()) marks.removeSelected()
  }
  return [
    { chords: ['Delete', 'Backspace'], label: tools.removeMark, run: remove },
    { chords: ['C', 'ContextMenu', 'Shift+F10'], label: tools.relabel, run: () => actions.openMenu() },
    { chords: ['Ctrl+C'], label: tools.copy, run: actions.copy },
    { chords: ['Ctrl+V'], label: tools.paste, run: actions.paste },
    { chords: ['Ctrl+D'], label: tools.duplicate, run: actions.duplicate },
    { chords: ['Q'], label: tools.nextCorner, run: () => corner(1) },
    { chords: ['Shift+Q'], label: tools.previousCorner, run: () => corner(-1) },
    { chords: ['X', 'Insert'], label: tools.insertPoint, run: () => (onPoints ? tongue.insertHandle() : shapes.insertPoint()) },
  ]
}

/** In CSS pixels of the picture's element. */
function middleOfPane(): Point {
  const pane = document.querySelector('[data-testid="picture"]')
  return [(pane?.clientWidth ?? 0) / 2, (pane?.clientHeight ?? 0) / 2]
}

/** Keys of tubes and landmarks; films alone have them. */
export function lineKeys({ lines, findings, suggestions, session }: BenchKeys, { lines: text, tubes }: Texts): KeyBinding[] {
  if (session.state().view.lineRules === null) return []
  return [
    { chords: ['Shift+I'], label: text.ett, run: () => lines.takeTube('ett') },
    { chords: ['Shift+N'], label: text.ngt, run: () => lines.takeTube('ngt') },
    { chords: ['Shift+V'], label: text.cvc, run: () => lines.takeTube('cvc') },
    { chords: ['Shift+G'], label: text.swanGanz, run: () => lines.takeTube('swan-ganz') },
    { chords: ['Shift+C'], label: text.carina, run: () => lines.takeLandmark('carina') },
    { chords: ['Shift+D'], label: text.diaphragm, run: () => lines.takeLandmark('left-hemidiaphragm') },
    { chords: ['Shift+J'], label: text.junction, run: () => lines.takeLandmark('gastro-oesophageal-junction') },
    { chords: ['Shift+B'], label: text.zone, run: () => lines.takeLandmark('cavoatrial-zone') },
    { chords: ['Shift+H'], label: text.hilum, run: lines.takeHilum },
    { chords: ['Shift+T'], label: text.swapTip, run: lines.swapTip },
    { chords: ['Shift+P'], label: text.sidePortKey, run: lines.toggleSidePort },
    { chords: ['Shift+O'], label: text.offFilm, run: lines.toggleOffFilm },
    { chords: ['Shift+K'], label: text.course, run: lines.nextCourse },
    { chords: ['Shift+F'], label: text.trace, run: findings.toggleTrace },
    { chords: ['Shift+Y'], label: text.takeOver, run: findings.takeOverChosen },
    { chords: ['#'], label: text.knownLengthKey, run: openKnownLength },
    { chords: ['!'], label: text.tellKey, run: openCommunication },
    { chords: [';'], label: tubes.keySuggest, run: suggestions.toggle },
    { chords: [','], label: tubes.keyNext, run: suggestions.next },
    { chords: ["'"], label: tubes.keyAccept, run: () => suggestions.focused !== null && suggestions.accept(suggestions.focused) },
    { chords: ['"'], label: tubes.keyReject, run: () => suggestions.focused !== null && suggestions.reject(suggestions.focused) },
    { chords: [':'], label: tubes.keyBringBack, run: () => suggestions.bringBack(suggestions.rejected) },
  ]
}
