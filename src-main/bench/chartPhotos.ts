import type { Samples } from '../imaging/raster.ts'
import type { Point } from '../../src-shared/domain/mark.ts'
import { chartCorners, type ChartDrawing, drawChart } from './drawnChart.ts'

/** A photo with a chart whose place and light are known. */
export interface ChartPhoto {
  readonly samples: Samples
  readonly drawing: ChartDrawing
  readonly mirrored: boolean
  /** Mean pitch of the patches. */
  readonly pitchPx: number
}

/**
 * Draws a chart into a scene at a random place, turn, perspective and light: gains 0.6 … 1.5 of each channel, white
 * 4500 … 8500 K, exponent 0.7 … 1.4, vignette, noise; a third with two covered patches, a third with two highlights, a fifth
 * mirrored. `random` answers numbers 0 … 1.
 */
export function drawChartPhoto(scene: Samples, random: () => number): ChartPhoto {
  const between = (low: number, high: number): number => low + (high - low) * random()
  const side = Math.min(scene.widthPx, scene.heightPx)
  const widthPx = side * between(0.22, 0.5)
  const mirrored = random() < 0.2
  const shift = (): number => between(-0.05, 0.05) * widthPx
  const moved = ([x, y]: Point): Point => [x + shift(), y + shift()]
  const middle: Point = [scene.widthPx / 2 + between(-0.15, 0.15) * side, scene.heightPx / 2 + between(-0.15, 0.15) * side]
  const [one, two, three, four] = chartCorners(middle, widthPx, between(0, 360), mirrored)
  const patches = (share: number): number[] => (random() < share ? [Math.floor(between(0, 24)), Math.floor(between(0, 24))] : [])
  const drawing: ChartDrawing = {
    corners: [moved(one), moved(two), moved(three), moved(four)],
    gains: [between(0.6, 1.5), between(0.6, 1.5), between(0.6, 1.5)],
    kelvin: between(4500, 8500),
    gamma: between(0.7, 1.4),
    vignette: between(0.8, 1),
    noise: between(0, 6),
    seed: Math.floor(random() * 2 ** 31),
    covered: patches(0.3),
    glare: patches(0.3),
  }
  return { samples: drawChart(scene, drawing), drawing, mirrored, pitchPx: widthPx / 6 }
}

/** A scene with nothing of a chart: something red and round before something dull, with grain. */
export function plainScene(sidePx: number): Samples {
  const data = new Uint8Array(sidePx * sidePx * 3)
  for (let pixel = 0; pixel < sidePx * sidePx; pixel += 1) {
    const [x, y] = [(pixel % sidePx) / sidePx - 0.5, Math.floor(pixel / sidePx) / sidePx - 0.5]
    const grain = ((pixel * 7919) % 13) - 6
    const colour = (x / 0.3) ** 2 + (y / 0.4) ** 2 < 1 ? [185, 95, 100] : [120, 112, 108]
    data.set(colour.map((level) => level + grain), pixel * 3)
  }
  return { widthPx: sidePx, heightPx: sidePx, channels: 3, data }
}
