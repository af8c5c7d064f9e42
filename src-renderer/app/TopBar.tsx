import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import Tooltip from '@mui/material/Tooltip'
import { useText } from '../text/useText.tsx'
import { formatTime } from '../ui/format.ts'
import { EngineState } from './EngineState.tsx'
import { Queue } from './Queue.tsx'
import { useSession } from './session.tsx'
import { UserMenu } from './UserMenu.tsx'

/** Which program, which engine, when last saved, what is running, who works. Each word is true at all times. */
export function TopBar({ onShowKeys }: { readonly onShowKeys: () => void }) {
  const text = useText()
  const { status, connected } = useSession()
  return (
    <Box
      component="header"
      sx={{
        gridColumn: '1 / -1',
        display: 'flex',
        alignItems: 'center',
        gap: 2,
        px: 1.5,
        borderBottom: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
      }}
    >
      <Typography variant="h2" component="p" noWrap>
        {text.common.productName}
      </Typography>
      <Box sx={{ flex: 1 }} />
      {!connected && (
        <Typography variant="body2" color="error" role="status">
          ▲ {text.frame.offline}
        </Typography>
      )}
      <EngineState engine={status.engine} />
      <SavedTime savedAt={status.savedAt} />
      <Queue />
      <UserMenu onShowKeys={onShowKeys} />
    </Box>
  )
}

function SavedTime({ savedAt }: { readonly savedAt: string | null }) {
  const text = useText().frame
  return (
    <Tooltip title={text.savedHint}>
      <Typography variant="body2" color="textSecondary" role="status" data-testid="saved-time" noWrap>
        {savedAt === null ? text.notSaved : text.saved(formatTime(savedAt))}
      </Typography>
    </Tooltip>
  )
}
