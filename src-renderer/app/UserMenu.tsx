import ButtonBase from '@mui/material/ButtonBase'
import Divider from '@mui/material/Divider'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useState, type ReactElement } from 'react'
import { themes, type Settings } from '../../src-shared/contract/account.ts'
import { languages } from '../../src-shared/domain/label.ts'
import { ChangePasswordDialog } from '../features/account/ChangePassword.tsx'
import type { Texts } from '../text/text.ts'
import { useText } from '../text/useText.tsx'
import { KeyCap } from '../ui/KeyCap.tsx'
import { languageNames } from '../text/languageNames.ts'
import { barButton } from './barButton.ts'
import { useSession } from './session.tsx'

const withKey = { justifyContent: 'space-between', gap: 2 } as const

export function UserMenu({ onShowKeys }: { readonly onShowKeys: () => void }) {
  const text = useText().frame
  const { status, saveSettings, lock } = useSession()
  const { settings } = status
  const words = useText().account
  const [changing, setChanging] = useState(false)
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const close = (): void => setAnchor(null)
  return (
    <>
      <ButtonBase
        data-testid="user-menu"
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ ...barButton, maxWidth: 200 }}
      >
        {status.session?.name ?? text.user} ▾
      </ButtonBase>
      <Menu open={anchor !== null} anchorEl={anchor} onClose={close}>
        {appearance({ text, settings, onSave: (next) => void saveSettings(next) })}
        <Divider />
        <MenuItem data-testid="change-password" onClick={() => (close(), setChanging(true))}>{words.change}</MenuItem>
        <MenuItem onClick={() => (close(), onShowKeys())} sx={withKey}>
          {text.keys} <KeyCap chord="?" />
        </MenuItem>
        <MenuItem data-testid="lock" onClick={() => (close(), void lock())} sx={withKey}>
          {text.lock} <KeyCap chord="Ctrl+Alt+L" />
        </MenuItem>
      </Menu>
      {changing && <ChangePasswordDialog onClose={() => setChanging(false)} />}
    </>
  )
}

interface AppearanceProps {
  readonly text: Texts['frame']
  readonly settings: Settings
  readonly onSave: (settings: Settings) => void
}

/** Language and light. A menu takes items, not a component that makes some: a list, so that arrow keys find each. */
const appearance = ({ text, settings, onSave }: AppearanceProps): readonly ReactElement[] => [
  ...languages.map((language) => (
    <MenuItem key={language} selected={language === settings.language} onClick={() => onSave({ ...settings, language })}>
      {languageNames[language]}
    </MenuItem>
  )),
  <Divider key="between" />,
  ...themes.map((theme) => (
    <MenuItem key={theme} selected={theme === settings.theme} onClick={() => onSave({ ...settings, theme })}>
      {text.themes[theme]}
    </MenuItem>
  )),
]
