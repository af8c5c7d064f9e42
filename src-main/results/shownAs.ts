import type { DisplayWindow, WindowShape } from '../../src-shared/domain/image.ts'
import { isKeyImage, type Orientation } from '../../src-shared/domain/mark.ts'
import type { VoiTable } from '../dicom/source.ts'
import { decimal, sequence, signed16, signed32, text, unsigned16 } from '../dicom/elements.ts'
import type { Written } from '../dicom/write.ts'
import { windowShare } from '../imaging/raster.ts'
import type { SourcedFilm } from './sourced.ts'

const windowFunctions: Readonly<Record<WindowShape, string>> = { linear: 'LINEAR', linearExact: 'LINEAR_EXACT', sigmoid: 'SIGMOID' }
const tableBits = 16

/** Modality transformation, window, orientation, area and polarity (PS3.3 C.11.1, C.11.8, C.10.6, C.10.4, C.11.6): as a key image was shown, else as the film opens. */
export function shownAs({ source, marks }: SourcedFilm): readonly Written[] {
  const { rescale, shown } = source
  const key = marks.find(isKeyImage)?.shownAs ?? null
  const isTurnedOver = typeof shown === 'object' && 'scale' in shown && shown.scale < 0
  const inverted = key === null ? source.inverted : key.inverted !== isTurnedOver
  const line = rescale === null || rescale === 'table' ? [] : [text(0x0028_1052, 'DS', decimal(rescale.intercept)), text(0x0028_1053, 'DS', decimal(rescale.slope)), text(0x0028_1054, 'LO', rescale.type)]
  const window = key?.window ?? source.window
  const voi = window === null ? [] : [sequence(0x0028_3110, voiOf(window, shown))]
  // PS3.3 C.10.6: turned first, then flipped.
  const turned = key === null ? [] : [text(0x0070_0041, 'CS', key.flipped ? 'Y' : 'N'), unsigned16(0x0070_0042, key.rotationDeg)]
  return [...line, ...voi, ...turned, areaOf(source, key ?? { rotationDeg: 0, flipped: false }), text(0x2050_0020, 'CS', inverted ? 'INVERSE' : 'IDENTITY')]
}

/** A window in values as they are shown here, for values after the modality transformation. */
function voiOf(window: DisplayWindow, shown: SourcedFilm['source']['shown']): readonly Written[] {
  if (shown === 'same') return windowOf(window)
  if ('entries' in shown) return [sequence(0x0028_3010, tableOf(shown, window))]
  const { centre, width, shape = 'linear' } = window
  const { origin, scale } = shown
  const exact = shape === 'linear' ? { centre: centre - 0.5, width: Math.max(1, width - 1) } : { centre, width }
  const back = { centre: exact.centre / scale + origin, width: exact.width / Math.abs(scale) }
  // The plain function is the exact one half a step higher and a step wider (C.11.2.1.2): every viewer knows it.
  return windowOf(shape === 'sigmoid' ? { ...back, shape } : { centre: back.centre + 0.5, width: back.width + 1 })
}

const windowOf = ({ centre, width, shape = 'linear' }: DisplayWindow): readonly Written[] => [
  text(0x0028_1050, 'DS', decimal(centre)),
  text(0x0028_1051, 'DS', decimal(width)),
  text(0x0028_1056, 'CS', windowFunctions[shape]),
]

/** The film's own table with the window behind it, as one table (PS3.3 C.11.2.1.1): a state carries one of the two. */
function tableOf({ first, entries }: VoiTable, window: DisplayWindow): readonly Written[] {
  // 65,536 does not fit the field and is written as 0.
  const descriptor = [entries.length % 65_536, first, tableBits]
  const shares = entries.map((entry) => Math.round(windowShare(window, entry) * (2 ** tableBits - 1)))
  return [
    first < 0 ? signed16(0x0028_3002, ...descriptor) : unsigned16(0x0028_3002, ...descriptor),
    { ...unsigned16(0x0028_3006, ...shares), vr: 'OW' },
  ]
}

/** The whole film. Its corners are named by the pixels that lie there once it is turned (PS3.3 C.10.4). */
function areaOf({ columns, rows }: SourcedFilm['source'], { rotationDeg, flipped }: Orientation): Written {
  const corners = [[1, 1], [columns, 1], [columns, rows], [1, rows]] as const
  const quarters = rotationDeg / 90
  const leftUpper = (flipped ? 1 : 0) + 4 - quarters
  const at = (place: number): readonly number[] => corners[place % 4] ?? corners[0]
  return sequence(0x0070_005a, [
    signed32(0x0070_0052, ...at(leftUpper)),
    signed32(0x0070_0053, ...at(leftUpper + 2)),
    text(0x0070_0100, 'CS', 'SCALE TO FIT'),
    text(0x0070_0102, 'IS', '1', '1'),
  ])
}
