import ButtonBase from '@mui/material/ButtonBase'
import Divider from '@mui/material/Divider'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useState } from 'react'
import { themes } from '../../src-shared/contract/account.ts'
import { languages } from '../../src-shared/domain/label.ts'
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
        {languages.map((language) => (
          <MenuItem
            key={language}
            selected={language === settings.language}
            onClick={() => void saveSettings({ ...settings, language })}
          >
            {languageNames[language]}
          </MenuItem>
        ))}
        <Divider />
        {themes.map((theme) => (
          <MenuItem
            key={theme}
            selected={theme === settings.theme}
            onClick={() => void saveSettings({ ...settings, theme })}
          >
            {text.themes[theme]}
          </MenuItem>
        ))}
        <Divider />
        <MenuItem onClick={() => (close(), onShowKeys())} sx={withKey}>
          {text.keys} <KeyCap chord="?" />
        </MenuItem>
        <MenuItem data-testid="lock" onClick={() => (close(), void lock())} sx={withKey}>
          {text.lock} <KeyCap chord="Ctrl+Alt+L" />
        </MenuItem>
      </Menu>
    </>
  )
}
