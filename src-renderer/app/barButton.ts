/** A word of the top bar that opens something: as high as the bar, so that what opens begins below it. */
export const barButton = {
  height: '100%',
  px: 0.75,
  fontSize: 13,
  lineHeight: 1.45,
  whiteSpace: 'nowrap',
  outlineOffset: -3,
} as const
