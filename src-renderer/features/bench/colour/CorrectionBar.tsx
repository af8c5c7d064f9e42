import Box from '@mui/material/Box'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import Typography from '@mui/material/Typography'
import type { ColourCalibration } from '../../../../src-shared/domain/colourCalibration.ts'
import type { Texts } from '../../../text/text.ts'
import { useText } from '../../../text/useText.tsx'
import type { CorrectionView } from './useCorrection.ts'

/** Whether the photo's colours are calibrated, and the switch between corrected and as photographed. */
export function CorrectionBar({ correction }: { readonly correction: CorrectionView }) {
  const text = useText().calibration
  const { offered, calibration, corrected, mayCorrect, show } = correction
  if (!offered) return null
  return (
    <Box role="group" aria-label={text.title} data-testid="correction-bar" sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 2, minHeight: 30 }}>
      <Typography variant="body2" data-testid="calibration-state">
        {standingWords(calibration?.calibration ?? null, text)}
      </Typography>
      {mayCorrect && (
        <ToggleButtonGroup exclusive size="small" value={corrected} aria-label={text.shown} title={`${text.key} · Shift V`} onChange={(_, next: boolean | null) => next !== null && show(next)}>
          <ToggleButton value onMouseDown={(event) => event.preventDefault()} sx={{ py: 0, px: 1 }}>
            {text.corrected}
          </ToggleButton>
          <ToggleButton value={false} onMouseDown={(event) => event.preventDefault()} sx={{ py: 0, px: 1 }}>
            {text.asPhotographed}
          </ToggleButton>
        </ToggleButtonGroup>
      )}
    </Box>
  )
}

/** On the picture while it is shown corrected. */
export function CorrectionSign({ correction: { corrected }, topPx }: { readonly correction: CorrectionView; readonly topPx: number }) {
  const text = useText().calibration
  if (!corrected) return null
  return (
    <Typography
      variant="caption"
      role="status"
      sx={{ position: 'absolute', left: 8, px: 1, borderRadius: 0.5, pointerEvents: 'none', bgcolor: 'rgb(0 0 0 / 80%)', color: '#b8e0ff', border: '1px solid #b8e0ff' }}
      style={{ top: topPx }}
    >
      ▦ {text.sign}
    </Typography>
  )
}

/** One line on how good a chart is; never colour alone. */
export function standingWords(calibration: ColourCalibration | null, text: Texts['calibration']): string {
  if (calibration === null) return `△ ${text.uncalibrated}`
  const { meanDeltaE00, patches, table, good } = calibration
  return good ? `✓ ${text.calibrated(meanDeltaE00.toFixed(1), patches, table.length)}` : `⚠ ${text.poor(meanDeltaE00.toFixed(1), patches, table.length)}`
}
