import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useText } from '../../text/useText.tsx'

const steps = 18
/** Of the full range: what the patches of the AAPM TG18-QC pattern differ by from the black and the white around them. */
const faint = 0.05

const grey = (share: number): string => {
  const level = Math.round(share * 255)
  return `rgb(${level} ${level} ${level})`
}

/** Whether this screen shows the darkest and the brightest of a film: a look, no measurement (DICOM PS3.14 says what a calibrated one does). */
export function ScreenGreys() {
  const text = useText().admin
  return (
    <>
      <Typography color="textSecondary" sx={{ mt: 2, mb: 1, maxWidth: 760 }}>
        {text.greysHint}
      </Typography>
      {/* The greys are the picture's own: no theme may touch them. */}
      <Box role="img" aria-label={text.greys} data-testid="screen-greys" sx={{ display: 'flex', height: 72, maxWidth: 760, border: 1, borderColor: 'divider', colorScheme: 'only light' }}>
        <Patch outer={0} inner={faint} />
        {Array.from({ length: steps }, (_, index) => (
          <Box key={index} sx={{ flex: 1 }} style={{ backgroundColor: grey(index / (steps - 1)) }} />
        ))}
        <Patch outer={1} inner={1 - faint} />
      </Box>
      <Typography color="textSecondary" sx={{ mt: 1, maxWidth: 760 }}>
        {text.greysNote}
      </Typography>
    </>
  )
}

function Patch({ outer, inner }: { readonly outer: number; readonly inner: number }) {
  return (
    <Box sx={{ width: 72, display: 'grid', placeItems: 'center' }} style={{ backgroundColor: grey(outer) }}>
      <Box sx={{ width: 32, height: 32 }} style={{ backgroundColor: grey(inner) }} />
    </Box>
  )
}
