import type { DisplayWindow } from '../../../../src-shared/domain/image.ts'
import type { Pixels } from './pixels.ts'

/** What a film's window leaves out on either side: burnt-in letters, the edge of the detector, air. */
const darkestShare = 0.01
const brightestShare = 0.99
/** Every value of 16 bits has a bin of its own. */
const bins = 65_536

const kept = new WeakMap<Pixels['samples'], DisplayWindow>()

/** From the 1st to the 99th percentile of the picture's values; kept for as long as the pixels are. */
export function autoWindow(samples: Pixels['samples']): DisplayWindow {
  const found = kept.get(samples) ?? measure(samples)
  kept.set(samples, found)
  return found
}

function measure(samples: Pixels['samples']): DisplayWindow {
  const lowest = samples instanceof Int16Array ? -32_768 : 0
  const counts = new Uint32Array(bins)
  // By index: an iterator over millions of values costs several times as much.
  for (let place = 0; place < samples.length; place += 1) {
    const bin = (samples[place] ?? 0) - lowest
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  const lower = lowest + binAt(counts, darkestShare * samples.length)
  const upper = lowest + binAt(counts, brightestShare * samples.length)
  return { centre: (lower + upper) / 2, width: Math.max(1, upper - lower) }
}

/** The bin in which so many samples have been passed. */
function binAt(counts: Uint32Array, wanted: number): number {
  let passed = 0
  for (let bin = 0; bin < counts.length; bin += 1) {
    passed += counts[bin] ?? 0
    if (passed >= wanted && passed > 0) return bin
  }
  return counts.length - 1
}
