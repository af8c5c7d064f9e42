import { createTheme, type Theme as MuiTheme } from '@mui/material/styles'
import type { Theme } from '../../src-shared/contract/account.ts'

/** Fonts every system has: good Chinese faces first where Latin falls back to them, nothing is fetched. */
const fontFamily = [
  'system-ui',
  '-apple-system',
  '"Segoe UI"',
  'Roboto',
  '"Noto Sans"',
  '"PingFang SC"',
  '"Microsoft YaHei UI"',
  '"Microsoft YaHei"',
  '"Noto Sans CJK SC"',
  '"Source Han Sans SC"',
  '"WenQuanYi Micro Hei"',
  '"Droid Sans Fallback"',
  'sans-serif',
].join(', ')

interface Surface {
  readonly mode: 'light' | 'dark'
  readonly page: string
  readonly paper: string
  readonly text: string
  readonly quiet: string
  readonly line: string
  readonly accent: string
}

/** `reading` has no bright surface: the film is the brightest thing on the screen. */
const surfaces: Readonly<Record<Theme, Surface>> = {
  light: {
    mode: 'light',
    page: '#f4f6f8',
    paper: '#ffffff',
    text: '#1b2329',
    quiet: '#55626d',
    line: '#d5dce2',
    accent: '#0b5e8a',
  },
  dark: {
    mode: 'dark',
    page: '#171c21',
    paper: '#1f262d',
    text: '#e3e8ec',
    quiet: '#a3afb9',
    line: '#35404a',
    accent: '#6fbbe3',
  },
  reading: {
    mode: 'dark',
    page: '#050607',
    paper: '#0c0f12',
    text: '#aeb6bd',
    quiet: '#8a949d',
    line: '#232a31',
    accent: '#5b9cbf',
  },
}

const themes = new Map<Theme, MuiTheme>()

/** The MUI theme of a name; built once. */
export function themeOf(name: Theme): MuiTheme {
  const built = themes.get(name) ?? buildTheme(surfaces[name])
  themes.set(name, built)
  return built
}

const typography = {
  fontFamily,
  fontSize: 13,
  htmlFontSize: 16,
  body1: { fontSize: 14, lineHeight: 1.5 },
  body2: { fontSize: 13, lineHeight: 1.45 },
  caption: { fontSize: 12, lineHeight: 1.4 },
  h1: { fontSize: 18, fontWeight: 600, lineHeight: 1.4 },
  h2: { fontSize: 15, fontWeight: 600, lineHeight: 1.4 },
  h3: { fontSize: 14, fontWeight: 600, lineHeight: 1.4 },
  button: { fontSize: 13, textTransform: 'none', fontWeight: 500 },
} as const

function buildTheme(surface: Surface): MuiTheme {
  const dark = surface.mode === 'dark'
  return createTheme({
    palette: {
      mode: surface.mode,
      background: { default: surface.page, paper: surface.paper },
      text: { primary: surface.text, secondary: surface.quiet },
      divider: surface.line,
      primary: { main: surface.accent, contrastText: dark ? surface.page : '#ffffff' },
      // Quiet text on a chosen row still has a contrast of 4.5.
      action: { selected: dark ? 'rgb(255 255 255 / 8%)' : 'rgb(0 0 0 / 8%)' },
      success: { main: dark ? '#7dbb8c' : '#24713f' },
      warning: { main: dark ? '#d8a85c' : '#8a5200' },
      error: { main: dark ? '#e58a80' : '#b3261e' },
    },
    spacing: 8,
    shape: { borderRadius: 4 },
    typography,
    transitions: {
      duration: {
        shortest: 80,
        shorter: 100,
        short: 120,
        standard: 120,
        complex: 150,
        enteringScreen: 120,
        leavingScreen: 100,
      },
    },
    components: {
      MuiCssBaseline: { styleOverrides: baseStyles(surface) },
      MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' } } },
      MuiButtonBase: { defaultProps: { disableRipple: true }, styleOverrides: { root: { fontFamily: 'inherit' } } },
      MuiTableCell: { styleOverrides: { root: { borderColor: surface.line } } },
      MuiButton: { defaultProps: { size: 'small', disableElevation: true } },
      MuiIconButton: { defaultProps: { size: 'small' } },
      MuiTextField: { defaultProps: { size: 'small' } },
      MuiFormControl: { defaultProps: { size: 'small' } },
      MuiSelect: { defaultProps: { size: 'small' } },
      MuiTable: { defaultProps: { size: 'small' } },
      MuiMenu: { defaultProps: { elevation: 4 } },
      MuiMenuItem: { defaultProps: { dense: true } },
      MuiTooltip: { defaultProps: { enterDelay: 400, arrow: true } },
    },
  })
}

function baseStyles(surface: Surface) {
  return {
    'html, body, #root': { height: '100%' },
    body: { fontVariantNumeric: 'tabular-nums', fontSize: 13, overflow: 'hidden', colorScheme: surface.mode },
    // A ring wherever the keyboard is; MUI's own focus shades are too faint on a dark screen.
    '*:focus-visible': { outline: `2px solid ${surface.accent}`, outlineOffset: 1 },
    '.MuiInputBase-input:focus-visible': { outline: 'none' },
    '@media (prefers-reduced-motion: reduce)': { '*': { animation: 'none !important', transition: 'none !important' } },
    '@media print': { body: { overflow: 'visible' } },
  }
}
