import Box from '@mui/material/Box'
import type { Theme } from '@mui/material/styles'
import { useState, type ReactNode } from 'react'
import { FirstRun } from '../features/account/FirstRun.tsx'
import { Lock } from '../features/account/Lock.tsx'
import { MustChangePassword } from '../features/account/ChangePassword.tsx'
import { RecoveryKey } from '../features/account/RecoveryKey.tsx'
import { useSession } from './session.tsx'

/** Over everything, open menus and dialogs too. */
const coverStyle = {
  position: 'fixed',
  inset: 0,
  zIndex: (theme: Theme) => theme.zIndex.tooltip + 1,
  bgcolor: 'background.default',
  overflow: 'auto',
} as const

/**
 * Shows the workstation to who may see it. Under the lock the screen stays mounted, blanked and out of reach of mouse,
 * keyboard and screen readers, so that drafts survive the idle lock.
 */
export function Gate({ children }: { readonly children: ReactNode }) {
  const { status } = useSession()
  const [freshKey, setFreshKey] = useState<string | null>(null)
  const signedIn = status.store === 'open' && status.session !== null
  const mustChange = signedIn && status.session?.mustChangePassword === true
  const open = signedIn && freshKey === null && !mustChange
  const [opened, setOpened] = useState(open)
  if (open && !opened) setOpened(true)
  // Who was here types the password alone.
  const [lastName, setLastName] = useState('')
  if (status.session !== null && status.session.name !== lastName) setLastName(status.session.name)
  // Whose screen lies under the lock. Somebody else begins anew and never sees what another has typed.
  const [seat, setSeat] = useState(status.session?.userId ?? null)
  if (status.session !== null && status.session.userId !== seat) {
    setSeat(status.session.userId)
    setOpened(open)
  }
  return (
    <>
      {opened && (
        <Box key={seat} inert={!open} sx={{ height: '100%', visibility: open ? 'visible' : 'hidden' }}>
          {children}
        </Box>
      )}
      {!open && (
        <Box sx={coverStyle}>
          {freshKey !== null && <RecoveryKey recoveryKey={freshKey} onDone={() => setFreshKey(null)} />}
          {freshKey === null && status.store === 'empty' && <FirstRun onRecoveryKey={setFreshKey} />}
          {mustChange && freshKey === null && <MustChangePassword />}
          {freshKey === null && status.store !== 'empty' && !signedIn && <Lock lastName={lastName} onRecoveryKey={setFreshKey} />}
        </Box>
      )}
    </>
  )
}
