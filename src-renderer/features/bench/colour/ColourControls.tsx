import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Slider from '@mui/material/Slider'
import Typography from '@mui/material/Typography'
import { useText } from '../../../text/useText.tsx'
import { mostStops, mostWarmerK, stopStep, warmerStepK } from './colourTables.ts'
import { stopWords, whiteWords } from './ColourSign.tsx'
import type { ColourView } from './useColourAid.ts'

/** White point and exposure of a photo, for the eye alone. */
export function ColourControls({ colour }: { readonly colour: ColourView }) {
  const text = useText().colour
  const { offered, aid, adjusted, change, reset } = colour
  if (!offered) return null
  return (
    <Box role="group" aria-label={text.title} data-testid="colour-controls" sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 2, minHeight: 30 }}>
      <Scale name={text.white} value={aid.warmerK} most={mostWarmerK} step={warmerStepK} words={whiteWords(aid, text)} onChange={(warmerK) => change({ warmerK })} />
      <Scale name={text.exposure} value={aid.stops} most={mostStops} step={stopStep} words={stopWords(aid, text)} onChange={(stops) => change({ stops })} />
      <Button size="small" disabled={!adjusted} title={`${text.reset} · Shift R`} onMouseDown={(event) => event.preventDefault()} onClick={reset} sx={{ py: 0, minWidth: 0 }}>
        {text.reset}
      </Button>
    </Box>
  )
}

interface ScaleProps {
  readonly name: string
  readonly value: number
  readonly most: number
  readonly step: number
  readonly words: string
  readonly onChange: (value: number) => void
}

/** Neutral in the middle, which is marked. */
function Scale({ name, value, most, step, words, onChange }: ScaleProps) {
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5 }}>
      <Typography variant="body2" noWrap>
        {name}
      </Typography>
      <Slider
        size="small"
        track={false}
        value={value}
        min={-most}
        max={most}
        step={step}
        shiftStep={step * 10}
        marks={[{ value: 0 }]}
        aria-label={name}
        getAriaValueText={() => words}
        onChange={(_, next) => onChange(next)}
        sx={{ width: 110 }}
      />
      <Typography variant="caption" color="text.secondary" noWrap sx={{ minWidth: 92, fontVariantNumeric: 'tabular-nums' }}>
        {words}
      </Typography>
    </Box>
  )
}
