/** How a photograph is looked at: nothing of it is kept, measured, analysed or exported. */
export interface ColourAid {
  /** The light the photo is taken to have been made in, in kelvin above that of the screen; more is warmer. */
  readonly warmerK: number
  /** Doublings of the light. */
  readonly stops: number
}

export const neutral: ColourAid = { warmerK: 0, stops: 0 }
export const isNeutral = ({ warmerK, stops }: ColourAid): boolean => warmerK === 0 && stops === 0

export const warmerStepK = 100
export const mostWarmerK = 2500
export const stopStep = 0.1
export const mostStops = 2

/** Within what is offered, on a step; sums of tenths stay tenths. */
export function clampedAid({ warmerK, stops }: ColourAid): ColourAid {
  const onStep = (value: number, step: number, most: number): number => Math.min(most, Math.max(-most, Number((Math.round(value / step) * step).toFixed(6))))
  return { warmerK: onStep(warmerK, warmerStepK, mostWarmerK), stops: onStep(stops, stopStep, mostStops) }
}

type Rgb = readonly [red: number, green: number, blue: number]

/** The white of sRGB. */
const screenK = 6504
/** What each primary of sRGB adds to the luminance. */
const luminance: Rgb = [0.2126, 0.7152, 0.0722]

/** Daylight of a correlated colour temperature (CIE 15, 4000 to 25000 K) as linear sRGB of luminance 1. */
function daylight(kelvin: number): Rgb {
  const t = 1000 / kelvin
  const x = kelvin <= 7000 ? ((-4.607 * t + 2.9678) * t + 0.09911) * t + 0.244063 : ((-2.0064 * t + 1.9018) * t + 0.24748) * t + 0.23704
  const y = (-3 * x + 2.87) * x - 0.275
  const [bigX, bigZ] = [x / y, (1 - x - y) / y]
  return [3.2406 * bigX - 1.5372 - 0.4986 * bigZ, -0.9689 * bigX + 1.8758 + 0.0415 * bigZ, 0.0557 * bigX - 0.204 + 1.057 * bigZ]
}

/** By what linear light is multiplied: a grey keeps its luminance under another white point. */
export function gainsOf({ warmerK, stops }: ColourAid): Rgb {
  const [asShown, asTaken] = [daylight(screenK), daylight(screenK + warmerK)]
  const gains = asShown.map((value, channel) => value / (asTaken[channel] ?? 1))
  const kept = gains.reduce((sum, gain, channel) => sum + gain * (luminance[channel] ?? 0), 0)
  const [red = 1, green = 1, blue = 1] = gains.map((gain) => (gain / kept) * 2 ** stops)
  return [red, green, blue]
}

const toLinear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
const toDisplay = (value: number): number => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055)

const levels = 256
export type ColourTables = readonly [red: readonly number[], green: readonly number[], blue: readonly number[]]

/** What every level of each channel is shown as, 0 … 1: reckoned in linear light, cut off where the screen ends. */
export function colourTables(aid: ColourAid): ColourTables {
  const table = (gain: number): readonly number[] =>
    Array.from({ length: levels }, (_, level) => (isNeutral(aid) ? level / (levels - 1) : toDisplay(Math.min(1, gain * toLinear(level / (levels - 1))))))
  const [red, green, blue] = gainsOf(aid)
  return [table(red), table(green), table(blue)]
}
