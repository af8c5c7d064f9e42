import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import Typography from '@mui/material/Typography'
import { useSyncExternalStore } from 'react'
import { cellParts, type CellPart } from '../../../../src-shared/domain/tongueCells.ts'
import { useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import type { DragTool } from '../viewer/tools.ts'
import type { MeasuredAgain } from './useMeasuredAgain.ts'
import type { TongueEdit } from './useTongueEdit.ts'

interface TongueCorrectionProps {
  readonly edit: TongueEdit
  readonly tool: DragTool
  readonly measured: MeasuredAgain
}

/** Whose outline and separation stand, whether the values are those of it, and the way back to the model's. */
export function TongueCorrection({ edit, tool, measured }: TongueCorrectionProps) {
  const text = useText().tongueEdit
  const { part } = useSyncExternalStore(edit.store.subscribe, edit.store.state)
  const { shown, ground } = edit
  if (shown === null) return null
  const own = [...(shown.outline === null ? [] : [text.outline]), ...(shown.separation === null ? [] : [text.separation])]
  return (
    <Box data-testid="tongue-correction" data-measuring={measured.measuring} sx={{ mt: 0.5, mb: 0.5 }}>
      <Typography variant="caption" component="div" color={own.length === 0 ? 'text.secondary' : 'text.primary'} role="status">
        {own.length === 0 ? (shown.image.role === 'underside' ? text.underside : text.modelStands) : `✎ ${own.join(text.separator)}: ${measured.measuring ? text.measuring : measured.error === null ? text.measuredInYours : text.notMeasured}`}
      </Typography>
      {shown.unsureShare !== null && (
        <Typography variant="caption" component="div" color="warning.main" role="status" data-testid="unsure-outline">
          △ {text.unsure((shown.unsureShare * 100).toFixed(1))}
        </Typography>
      )}
      {measured.error !== null && <ErrorNotice error={measured.error} onRetry={measured.again} />}
      {tool === 'tongueCells' && ground !== null && (
        <ToggleButtonGroup exclusive size="small" value={part} aria-label={text.tools.tongueCells} onMouseDown={(event) => event.preventDefault()} onChange={(_, chosen: CellPart | null) => chosen !== null && edit.setPart(chosen)} sx={{ my: 0.5 }}>
          {cellParts.map((each) => (
            <ToggleButton key={each} value={each} sx={{ py: 0.25, px: 1 }}>
              {text.part[each]}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      )}
      {ground !== null && own.length > 0 && (
        <Button size="small" color="inherit" onMouseDown={(event) => event.preventDefault()} onClick={edit.back} sx={{ py: 0 }}>
          {text.back} · Shift B
        </Button>
      )}
    </Box>
  )
}
