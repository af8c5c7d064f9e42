import type { KeyBinding } from '../../../app/keys.tsx'
import type { Texts } from '../../../text/text.ts'
import { stopStep, warmerStepK } from './colourTables.ts'
import type { ColourView } from './useColourAid.ts'
import type { CorrectionView } from './useCorrection.ts'

/** Keys of the colour aids; a film has none. */
export function colourKeys({ offered, aid, change, reset }: ColourView, { colour }: Texts): KeyBinding[] {
  if (!offered) return []
  return [
    { chords: ['{'], label: colour.keyCooler, run: () => change({ warmerK: aid.warmerK - warmerStepK }) },
    { chords: ['}'], label: colour.keyWarmer, run: () => change({ warmerK: aid.warmerK + warmerStepK }) },
    { chords: ['('], label: colour.keyDarker, run: () => change({ stops: aid.stops - stopStep }) },
    { chords: [')'], label: colour.keyBrighter, run: () => change({ stops: aid.stops + stopStep }) },
    { chords: ['Shift+R'], label: colour.keyReset, run: reset },
  ]
}

/** Corrected or as photographed; only where there is a chart to correct by. */
export function correctionKeys({ mayCorrect, corrected, show }: CorrectionView, { calibration }: Texts): KeyBinding[] {
  return mayCorrect ? [{ chords: ['Shift+V'], label: calibration.key, run: () => show(!corrected) }] : []
}
