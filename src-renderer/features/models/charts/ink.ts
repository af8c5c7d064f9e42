import { useTheme, type Theme } from '@mui/material/styles'
import { themeOf } from '../../../app/theme.tsx'

/** The theme's colours as a drawing uses them: written into it, so that it looks the same when it is saved. */
export interface Ink {
  readonly text: string
  readonly quiet: string
  readonly line: string
  readonly accent: string
  readonly paper: string
  readonly fontFamily: string
}

export const useInk = (): Ink => inkOf(useTheme())

const inkOf = ({ palette, typography }: Theme): Ink => ({
  text: palette.text.primary,
  quiet: palette.text.secondary,
  line: palette.divider,
  accent: palette.primary.main,
  paper: palette.background.paper,
  fontFamily: typography.fontFamily ?? 'sans-serif',
})

/** Colour on screen -> colour on paper: a saved drawing is light, whatever the screen is. */
export function paperColours(ink: Ink): ReadonlyMap<string, string> {
  const light = inkOf(themeOf('light'))
  return new Map((['text', 'quiet', 'line', 'accent', 'paper'] as const).map((name) => [ink[name], light[name]]))
}

/** Labels of axes and ticks, in units of a drawing that is shown at about its own size. */
export const fontUnits = 12
