import { Enums } from '@cornerstonejs/core'
import type { DisplayWindow } from '../../../../src-shared/domain/image.ts'
import { rangeOf, type ValueRange } from './pixels.ts'

/** A window in the library's terms: a straight line within a range, or the curve that a film's own window may ask for. */
export function voiOf(window: DisplayWindow): { voiRange: ValueRange; VOILUTFunction: Enums.VOILUTFunctionType } {
  const { LINEAR, SAMPLED_SIGMOID } = Enums.VOILUTFunctionType
  return { voiRange: rangeOf(window), VOILUTFunction: window.shape === 'sigmoid' ? SAMPLED_SIGMOID : LINEAR }
}
