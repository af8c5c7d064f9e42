import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import Typography from '@mui/material/Typography'
import type { ColourCalibration } from '../../../../src-shared/domain/colourCalibration.ts'
import type { CaseId } from '../../../../src-shared/domain/ids.ts'
import { useText } from '../../../text/useText.tsx'
import { Section } from '../panel/Section.tsx'
import { ChooseChart } from './ChooseChart.tsx'
import { standingWords } from './CorrectionBar.tsx'
import { PatchTable } from './PatchTable.tsx'
import type { CorrectionView } from './useCorrection.ts'

interface ChartSectionProps {
  readonly caseId: CaseId
  readonly correction: CorrectionView
  /** Nobody has seen the measures: another chart may still be chosen. */
  readonly mayChoose: boolean
  readonly onChosen: () => void
}

/** The colour chart of the photo on show: how good it is, patch by patch, and whose it is. */
export function ChartSection({ caseId, correction, mayChoose, onChosen }: ChartSectionProps) {
  const text = useText().calibration
  const { offered, calibration, patchesShown, showPatches } = correction
  if (!offered) return null
  return (
    <Section title={text.title}>
      <Box data-testid="chart-section">
        <Typography variant="caption" component="p">{standingWords(calibration?.calibration ?? null, text)}</Typography>
        {calibration === null && <Typography variant="caption" color="text.secondary" component="p">{text.noChart}</Typography>}
        {calibration !== null && (
          <>
            <Facts calibration={calibration.calibration} isOwn={calibration.chartImageId === calibration.imageId} />
            {calibration.chartImageId === calibration.imageId && (
              <FormControlLabel
                control={<Checkbox size="small" checked={patchesShown} onChange={(_, shown) => showPatches(shown)} sx={{ py: 0.25 }} />}
                label={<Typography variant="caption">{text.showPatches}</Typography>}
              />
            )}
            <PatchTable calibration={calibration.calibration} />
          </>
        )}
        <ChooseChart caseId={caseId} mayChoose={mayChoose} onChosen={onChosen} />
      </Box>
    </Section>
  )
}

function Facts({ calibration, isOwn }: { readonly calibration: ColourCalibration; readonly isOwn: boolean }) {
  const text = useText().calibration
  const { meanDeltaE00, maxDeltaE00, heldOutDeltaE00, good, reference } = calibration
  return (
    <Typography variant="caption" component="p" sx={{ fontVariantNumeric: 'tabular-nums' }}>
      {isOwn ? text.own : text.other} · {text.mean} {meanDeltaE00.toFixed(1)} · {text.greatest} {maxDeltaE00.toFixed(1)} · {text.heldOut} {heldOutDeltaE00.toFixed(1)} · {text.made[reference === 'before-2014-11' ? 'before' : 'since']}
      {!good && ` · ${text.notNamed}`}
    </Typography>
  )
}
