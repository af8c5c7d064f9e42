import Button from '@mui/material/Button'
import Link from '@mui/material/Link'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { languages } from '../../../src-shared/domain/label.ts'
import { useSession } from '../../app/session.tsx'
import { useClient } from '../../client/ClientContext.tsx'
import { languageNames } from '../../text/languageNames.ts'
import { useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { AccountSheet } from './AccountSheet.tsx'
import { isUsable, NewPassword, nothingTyped } from './NewPassword.tsx'
import { RestoreStore } from './RestoreStore.tsx'
import { useSubmit } from '../../client/useSubmit.ts'

interface FirstRunProps {
  readonly onRecoveryKey: (recoveryKey: string) => void
}

/** Language, then the owner, or a store brought over from a backup; the recovery key follows a new owner. */
export function FirstRun({ onRecoveryKey }: FirstRunProps) {
  const [languageChosen, setLanguageChosen] = useState(false)
  const [restoring, setRestoring] = useState(false)
  if (restoring) return <RestoreStore lastName="" onBack={() => setRestoring(false)} />
  if (!languageChosen) return <LanguageChoice onChosen={() => setLanguageChosen(true)} />
  return <OwnerForm onRecoveryKey={onRecoveryKey} onRestore={() => setRestoring(true)} />
}

function LanguageChoice({ onChosen }: { readonly onChosen: () => void }) {
  const { status, saveSettings } = useSession()
  const text = useText().account
  return (
    <AccountSheet title={text.welcome}>
      <Typography sx={{ mb: 2 }}>{text.chooseLanguage}</Typography>
      <Stack sx={{ gap: 1 }}>
        {languages.map((language) => (
          <Button
            key={language}
            size="large"
            lang={language}
            variant={language === status.settings.language ? 'contained' : 'outlined'}
            onClick={() => void saveSettings({ ...status.settings, language }).then(onChosen)}
          >
            {languageNames[language]}
          </Button>
        ))}
      </Stack>
    </AccountSheet>
  )
}

function OwnerForm({ onRecoveryKey, onRestore }: FirstRunProps & { readonly onRestore: () => void }) {
  const client = useClient()
  const { signedIn } = useSession()
  const text = useText().account
  const [name, setName] = useState('')
  const [typed, setTyped] = useState(nothingTyped)
  const { busy, error, onSubmit } = useSubmit(async () => {
    const { recoveryKey, session } = await client.send('owner.create', { name, password: typed.password })
    onRecoveryKey(recoveryKey)
    signedIn(session)
  })
  return (
    <AccountSheet title={text.ownerTitle}>
      <Stack component="form" sx={{ gap: 2 }} onSubmit={onSubmit}>
        <Typography color="textSecondary">{text.ownerHint}</Typography>
        <TextField
          autoFocus
          label={text.name}
          autoComplete="username"
          value={name}
          slotProps={{ htmlInput: { maxLength: 200 } }}
          onChange={(event) => setName(event.target.value)}
        />
        <NewPassword label={text.password} typed={typed} onChange={setTyped} />
        {error && <ErrorNotice error={error} />}
        <Button
          type="submit"
          size="large"
          variant="contained"
          disabled={busy || name.trim() === '' || !isUsable(typed)}
        >
          {busy ? text.creating : text.createOwner}
        </Button>
        <Link component="button" type="button" onClick={onRestore}>
          {text.restore.openAtFirst}
        </Link>
      </Stack>
    </AccountSheet>
  )
}
