import type { Texts } from '../text.ts'

export const colour: Texts['colour'] = {
  title: 'View aids: white point and exposure',
  white: 'White point',
  exposure: 'Exposure',
  asTaken: 'as taken',
  warmer: (kelvin) => `${kelvin} K warmer`,
  cooler: (kelvin) => `${kelvin} K cooler`,
  stops: (stops) => `${stops} stops`,
  adjusted: 'view adjusted, not the colours as taken',
  reset: 'Reset',
  keyCooler: 'White point 100 K cooler (view only)',
  keyWarmer: 'White point 100 K warmer (view only)',
  keyDarker: 'Exposure 0.1 stops down (view only)',
  keyBrighter: 'Exposure 0.1 stops up (view only)',
  keyReset: 'White point and exposure as taken',
}
