import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import Slider from '@mui/material/Slider'
import Typography from '@mui/material/Typography'
import { useText } from '../../../text/useText.tsx'
import { legendGradient } from './colourMap.ts'
import type { ChangeOverlay, OverlaySettings } from './overlaySettings.ts'

interface MapControlsProps {
  readonly settings: OverlaySettings
  readonly onChange: ChangeOverlay
  /** The label whose map is shown; null when it has none. */
  readonly labelName: string | null
  readonly hasMaps: boolean
  readonly hasOutline: boolean
}

/** What lies over the picture, how strongly, and what it does not say. */
export function MapControls({ settings, onChange, labelName, hasMaps, hasOutline }: MapControlsProps) {
  const text = useText().bench.map
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 2, minHeight: 30 }}>
      {hasMaps && (
        <>
          <Switch label={`${text.title}${labelName === null ? '' : ` · ${labelName}`} (G)`} checked={settings.mapShown} onChange={(mapShown) => onChange({ mapShown })} />
          {labelName === null && <Typography variant="caption" color="text.secondary">{text.none}</Typography>}
          <Share label={text.opacity} value={settings.opacity} onChange={(opacity) => onChange({ opacity })} />
          <Share label={text.threshold} value={settings.threshold} onChange={(threshold) => onChange({ threshold })} />
        </>
      )}
      {hasOutline && <Switch label={text.outline} checked={settings.outlineShown} onChange={(outlineShown) => onChange({ outlineShown })} />}
    </Box>
  )
}

/** Lies on the picture beside the map it belongs to, so that nobody sees the one without the other. */
export function MapLegend() {
  const text = useText().bench.map
  return (
    <Box data-testid="map-legend" sx={{ position: 'absolute', left: 8, bottom: 8, px: 1, display: 'flex', alignItems: 'center', gap: 0.75, pointerEvents: 'none', bgcolor: 'rgb(0 0 0 / 65%)', color: '#e6e9ec', borderRadius: 0.5 }}>
      <Typography variant="caption">{text.low}</Typography>
      <Box aria-hidden sx={{ width: 72, height: 8, borderRadius: 0.5, background: legendGradient() }} />
      <Typography variant="caption">{text.high}</Typography>
      <Typography variant="caption">· {text.legend}</Typography>
    </Box>
  )
}

interface SwitchProps {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

function Switch({ label, checked, onChange }: SwitchProps) {
  return (
    <FormControlLabel
      sx={{ mr: 0, ml: -0.5 }}
      slotProps={{ typography: { variant: 'body2', noWrap: true } }}
      control={<Checkbox size="small" sx={{ p: 0.5 }} checked={checked} onChange={(_, now) => onChange(now)} />}
      label={label}
    />
  )
}

function Share({ label, value, onChange }: { readonly label: string; readonly value: number; readonly onChange: (value: number) => void }) {
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
      <Typography variant="body2" color="text.secondary" noWrap>{label}</Typography>
      <Slider size="small" aria-label={label} value={value} min={0} max={1} step={0.05} shiftStep={0.2} onChange={(_, next) => onChange(Number(next))} sx={{ width: 72, py: 1 }} />
    </Box>
  )
}
