import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useLanguage } from '../text/useText.tsx'
import { formatCount } from './format.ts'

interface Figure {
  readonly name: string
  readonly value: number
}

/** A row of counts with their names below. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  const language = useLanguage()
  return (
    <Box component="dl" sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 4, rowGap: 1, m: 0 }}>
      {figures.map(({ name, value }) => (
        <Box key={name} sx={{ display: 'flex', flexDirection: 'column-reverse' }}>
          <Typography component="dt" variant="caption" color="textSecondary">
            {name}
          </Typography>
          <Typography component="dd" variant="h1" sx={{ m: 0 }}>
            {formatCount(value, language)}
          </Typography>
        </Box>
      ))}
    </Box>
  )
}
