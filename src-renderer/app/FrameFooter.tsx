import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useText } from '../text/useText.tsx'
import { ResearchLine } from '../ui/ResearchLine.tsx'
import { useSession } from './session.tsx'

export function FrameFooter() {
  const { status } = useSession()
  return (
    <Box
      component="footer"
      sx={{
        gridColumn: '1 / -1',
        display: 'flex',
        justifyContent: 'space-between',
        alignItems: 'center',
        px: 1.5,
        borderTop: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
      }}
    >
      <ResearchLine />
      <Typography variant="caption" color="textSecondary">
        {useText().common.productName} {status.version}
      </Typography>
    </Box>
  )
}
