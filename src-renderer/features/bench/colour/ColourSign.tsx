import Typography from '@mui/material/Typography'
import type { Texts } from '../../../text/text.ts'
import { useText } from '../../../text/useText.tsx'
import type { ColourAid } from './colourTables.ts'
import type { ColourView } from './useColourAid.ts'

/** On the picture for as long as it is not shown as it was taken: its colours are not to be judged as they stand. */
export function ColourSign({ colour: { aid, adjusted }, topPx }: { readonly colour: ColourView; readonly topPx: number }) {
  const text = useText().colour
  if (!adjusted) return null
  return (
    <Typography
      variant="caption"
      role="status"
      data-testid="colour-sign"
      sx={{ position: 'absolute', left: 8, px: 1, borderRadius: 0.5, pointerEvents: 'none', bgcolor: 'rgb(0 0 0 / 80%)', color: '#ffe08a', border: '1px solid #ffe08a' }}
      style={{ top: topPx }}
    >
      ◐ {text.adjusted} · {[...(aid.warmerK === 0 ? [] : [whiteWords(aid, text)]), ...(aid.stops === 0 ? [] : [stopWords(aid, text)])].join(' · ')}
    </Typography>
  )
}

const signed = (value: number, digits: number): string => `${value > 0 ? '+' : value < 0 ? '−' : '±'}${Math.abs(value).toFixed(digits)}`

export function whiteWords({ warmerK }: ColourAid, text: Texts['colour']): string {
  if (warmerK === 0) return text.asTaken
  return warmerK > 0 ? text.warmer(signed(warmerK, 0)) : text.cooler(signed(warmerK, 0))
}

export const stopWords = ({ stops }: ColourAid, text: Texts['colour']): string => text.stops(signed(stops, 1))
