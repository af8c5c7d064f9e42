import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Dialog from '@mui/material/Dialog'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Typography from '@mui/material/Typography'
import { useText } from '../text/useText.tsx'
import { KeyCap } from '../ui/KeyCap.tsx'
import { useKeySheet, type KeyScope } from './keys.tsx'

/** Every key that works on this page. Asked for with `?`, closed with Escape. */
export function KeySheet({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const text = useText().frame
  return (
    <Dialog open={open} onClose={onClose} maxWidth="md">
      <DialogTitle variant="h1">{text.keysTitle}</DialogTitle>
      <DialogContent tabIndex={0}>
        <KeyList />
      </DialogContent>
    </Dialog>
  )
}

export function KeyList() {
  const text = useText().frame
  const { scopes, conflicts } = useKeySheet()
  return (
    <>
      {conflicts.length > 0 && (
        <Alert severity="warning" data-testid="key-conflicts">
          {text.keysConflict}
          {conflicts.join(', ')}
        </Alert>
      )}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 4 }}>
        {scopes.map((scope) => (
          <ScopeKeys key={scope.id} scope={scope} />
        ))}
      </Box>
    </>
  )
}

function ScopeKeys({ scope }: { readonly scope: KeyScope }) {
  return (
    <Box sx={{ minWidth: 260 }}>
      <Typography variant="h3" sx={{ mb: 1 }}>
        {scope.title}
      </Typography>
      <Box sx={{ display: 'grid', gridTemplateColumns: 'max-content 1fr', columnGap: 2, rowGap: 0.5 }}>
        {scope.bindings().map((binding) => (
          <Box key={binding.label} sx={{ display: 'contents' }}>
            <Box sx={{ display: 'flex', gap: 0.5 }}>
              {binding.chords.map((chord) => (
                <KeyCap key={chord} chord={chord} />
              ))}
            </Box>
            <Typography variant="body2">{binding.label}</Typography>
          </Box>
        ))}
      </Box>
    </Box>
  )
}
