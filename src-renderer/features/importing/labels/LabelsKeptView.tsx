import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import type { LabelsKept } from '../../../../src-shared/contract/given.ts'
import { navigate, noFilter } from '../../../app/routes.ts'
import { useText } from '../../../text/useText.tsx'
import { Figures } from '../../../ui/Figures.tsx'
import { BadRows, LabelFiles } from './LabelRows.tsx'

/** What was kept, and what was not. */
export function LabelsKeptView({ kept, onAgain }: { readonly kept: LabelsKept; readonly onAgain: () => void }) {
  const { importing } = useText()
  const text = importing.labels
  const rare = [
    { name: text.clipped, value: kept.clipped },
    { name: text.decidedBefore, value: kept.decidedBefore },
  ]
  return (
    <Box data-testid="labels-kept" sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
      <Typography variant="h2">{text.keptTitle(kept.source)}</Typography>
      <Figures
        figures={[
          { name: text.answers, value: kept.answers },
          { name: text.shapes, value: kept.shapes },
          { name: text.known, value: kept.known },
          { name: text.leftOut, value: kept.badRows },
          ...rare.filter(({ value }) => value > 0),
        ]}
      />
      <Typography>{text.keptHint}</Typography>
      <LabelFiles files={kept.files} matchedImages={kept.matchedImages} />
      {kept.unmapped.length > 0 && <Typography variant="body2">{text.unmapped(kept.unmapped.join(' · '))}</Typography>}
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button variant="contained" onClick={() => navigate({ page: 'worklist', filter: noFilter })}>
          {importing.toWorklist}
        </Button>
        <Button variant="outlined" onClick={onAgain}>
          {text.again}
        </Button>
      </Box>
      <BadRows bad={kept.bad} total={kept.badRows} files={kept.files} />
    </Box>
  )
}
