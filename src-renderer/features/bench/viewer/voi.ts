import { Enums, getShouldUseCPURendering } from '@cornerstonejs/core'
import type { DisplayWindow } from '../../../../src-shared/domain/image.ts'
import { rangeOf, type ValueRange } from './pixels.ts'

/** A window in the library's terms: a straight line within a range, or the curve that a film's own window may ask for. */
export function voiOf(window: DisplayWindow): { voiRange: ValueRange; VOILUTFunction?: Enums.VOILUTFunctionType } {
  const voiRange = rangeOf(window)
  // Without a graphics card the library draws straight lines alone and takes no word of the curve.
  if (getShouldUseCPURendering()) return { voiRange }
  const { LINEAR, SAMPLED_SIGMOID } = Enums.VOILUTFunctionType
  return { voiRange, VOILUTFunction: window.shape === 'sigmoid' ? SAMPLED_SIGMOID : LINEAR }
}

/** The window as it can be shown here: what is drawn as a straight line is not called a curve. */
export function shownShape({ shape }: DisplayWindow): DisplayWindow['shape'] {
  return getShouldUseCPURendering() ? undefined : shape
}
