import Box from '@mui/material/Box'

/** A key as it is printed in sheets and hints. */
export function KeyCap({ chord }: { readonly chord: string }) {
  return (
    <Box
      component="kbd"
      sx={{
        fontFamily: 'inherit',
        fontSize: 12,
        px: 0.75,
        border: 1,
        borderColor: 'divider',
        borderRadius: 0.5,
        color: 'text.secondary',
        whiteSpace: 'nowrap',
      }}
    >
      {chord.replace('Arrow', '').replaceAll(/\+(?=.)/gu, ' ')}
    </Box>
  )
}
