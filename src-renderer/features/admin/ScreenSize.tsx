import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Slider from '@mui/material/Slider'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { useSession } from '../../app/session.tsx'
import { useText } from '../../text/useText.tsx'

const barMm = 100
/** The long side of a bank card, ISO/IEC 7810: everybody has one at hand. */
const cardMm = 85.6
/** An ordinary screen has 96 dots an inch. */
const usualCssPxPerMm = 96 / 25.4

/** Measures the screen with a ruler, so that a film can be shown in its true size. */
export function ScreenSize() {
  const text = useText().admin
  const { status, saveSettings } = useSession()
  const { settings } = status
  const measured = settings.screenPixelsPerMm ?? null
  const [barPx, setBarPx] = useState(Math.round(barMm * (measured === null ? usualCssPxPerMm : measured / window.devicePixelRatio)))
  const save = (screenPixelsPerMm: number | null): void => void saveSettings({ ...settings, screenPixelsPerMm })
  return (
    <>
      <Typography color="textSecondary" sx={{ mb: 1 }}>
        {text.screenHint}
      </Typography>
      <Box sx={{ overflowX: 'auto', py: 1 }}>
        <Box data-testid="screen-bar" style={{ width: barPx }} sx={{ position: 'relative', height: 28, border: 1, borderColor: 'text.primary', bgcolor: 'action.selected' }}>
          <Box style={{ left: (barPx * cardMm) / barMm }} sx={{ position: 'absolute', top: 0, bottom: 0, borderLeft: '1px dashed', borderColor: 'text.primary' }} />
        </Box>
      </Box>
      <Slider aria-label={text.screenBar} value={barPx} min={150} max={1500} step={1} onChange={(_, next) => setBarPx(Number(next))} sx={{ maxWidth: 720 }} />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
        <Button variant="outlined" onClick={() => save((barPx / barMm) * window.devicePixelRatio)}>
          {text.screenSave}
        </Button>
        {measured !== null && <Button onClick={() => save(null)}>{text.screenForget}</Button>}
        <Typography role="status" color="textSecondary">
          {measured === null ? text.screenUnmeasured : text.screenMeasured(measured.toFixed(2))}
        </Typography>
      </Box>
    </>
  )
}
