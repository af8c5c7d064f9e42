import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import Link from '@mui/material/Link'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { RecoveryChoices, RestorableBackup, RestoreOutcome } from '../../../src-shared/contract/recovery.ts'
import { useSession } from '../../app/session.tsx'
import { useClient } from '../../client/ClientContext.tsx'
import { useLoad } from '../../client/useLoad.ts'
import { useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { AccountSheet } from './AccountSheet.tsx'
import { BackupChoice } from './BackupChoice.tsx'
import { useRestoreProgress } from './useRestoreProgress.ts'
import { useSubmit } from '../../client/useSubmit.ts'

interface RestoreStoreProps {
  /** Whoever was here last; their name need not be typed. */
  readonly lastName: string
  readonly onBack: () => void
}

/** The way back from a store that does not open: choose a backup, prove to be an admin of it, go on with it. */
export function RestoreStore({ lastName, onBack }: RestoreStoreProps) {
  const text = useText().account.restore
  const client = useClient()
  const [named, setNamed] = useState<string | null>(null)
  const { loaded } = useLoad(`recovery ${named ?? ''}`, () => client.send('recovery.look', { folder: named }))
  const [outcome, setOutcome] = useState<{ readonly done: RestoreOutcome; readonly by: Credentials } | null>(null)
  if (outcome !== null) return <Restored {...outcome} />
  return (
    <AccountSheet title={text.title} wide>
      <Stack sx={{ gap: 2 }}>
        <Typography color="textSecondary">{text.hint}</Typography>
        <FolderField known={loaded.state === 'ready' ? loaded.value.folder : null} onLook={setNamed} />
        {loaded.state === 'failed' && <ErrorNotice error={loaded.error} />}
        {loaded.state === 'ready' && loaded.value.backups.length > 0 && (
          <RestoreForm key={loaded.value.folder} choices={loaded.value} lastName={lastName} onRestored={setOutcome} />
        )}
        <Link component="button" type="button" onClick={onBack}>
          {text.back}
        </Link>
      </Stack>
    </AccountSheet>
  )
}

function FolderField({ known, onLook }: { readonly known: string | null; readonly onLook: (folder: string) => void }) {
  const text = useText().account.restore
  const [typed, setTyped] = useState<string | null>(null)
  const folder = typed ?? known ?? ''
  return (
    <Stack
      component="form"
      direction="row"
      sx={{ gap: 1, alignItems: 'flex-start' }}
      onSubmit={(event) => {
        event.preventDefault()
        if (folder.trim() !== '') onLook(folder.trim())
      }}
    >
      <TextField
        fullWidth
        autoFocus
        size="small"
        label={text.folder}
        helperText={text.folderHint}
        value={folder}
        slotProps={{ htmlInput: { maxLength: 1000, spellCheck: false } }}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Button type="submit" variant="outlined" disabled={folder.trim() === ''} sx={{ flexShrink: 0 }}>
        {text.look}
      </Button>
    </Stack>
  )
}

interface Credentials {
  readonly name: string
  readonly password: string
}

interface RestoreFormProps {
  readonly choices: RecoveryChoices
  readonly lastName: string
  readonly onRestored: (outcome: { readonly done: RestoreOutcome; readonly by: Credentials }) => void
}

function RestoreForm({ choices, lastName, onRestored }: RestoreFormProps) {
  const text = useText().account
  const client = useClient()
  const [chosen, setChosen] = useState<RestorableBackup | undefined>(choices.backups[0])
  const [name, setName] = useState(lastName)
  const [password, setPassword] = useState('')
  const { busy, error, onSubmit } = useSubmit(async () => {
    if (chosen === undefined || choices.folder === null) return
    const { workstationId, backupId } = chosen
    const done = await client.send('recovery.restore', { folder: choices.folder, workstationId, backupId, name, password })
    onRestored({ done, by: { name, password } })
  })
  const progress = useRestoreProgress(busy)
  return (
    <Stack component="form" sx={{ gap: 2 }} onSubmit={onSubmit}>
      <BackupChoice backups={choices.backups} chosen={chosen} disabled={busy} onChoose={setChosen} />
      <Typography color="textSecondary">{text.restore.proof}</Typography>
      <Stack direction="row" sx={{ gap: 1 }}>
        <TextField fullWidth size="small" label={text.name} autoComplete="username" value={name} onChange={(event) => setName(event.target.value)} />
        <TextField
          fullWidth
          size="small"
          type="password"
          label={text.password}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Stack>
      {error && <ErrorNotice error={error} />}
      {busy && (
        <Stack sx={{ gap: 0.5 }} role="status">
          <LinearProgress
            variant={progress === null ? 'indeterminate' : 'determinate'}
            value={progress === null ? 0 : (100 * progress.done) / Math.max(1, progress.total)}
            aria-label={text.restore.running}
          />
          <Typography variant="caption">{progress === null ? text.restore.running : text.restore.progress(progress.done, progress.total)}</Typography>
        </Stack>
      )}
      <Button type="submit" size="large" variant="contained" disabled={busy || chosen === undefined || name === '' || password === ''}>
        {text.restore.action}
      </Button>
    </Stack>
  )
}

interface RestoredProps {
  readonly done: RestoreOutcome
  readonly by: Credentials
}

/** What came back and where the former files lie; the password that proved it opens the store too. */
function Restored({ done, by }: RestoredProps) {
  const text = useText().account.restore
  const client = useClient()
  const { signedIn } = useSession()
  const { busy, error, onSubmit } = useSubmit(async () => signedIn(await client.send('session.open', by)))
  return (
    <AccountSheet title={text.doneTitle} wide>
      <Stack component="form" sx={{ gap: 2 }} onSubmit={onSubmit}>
        <Alert severity="success">{text.done(done.cases, done.images)}</Alert>
        {done.setAside !== null && <Typography>{text.setAside(done.setAside)}</Typography>}
        <Typography color="textSecondary">{text.afterwards}</Typography>
        {error && <ErrorNotice error={error} />}
        <Button autoFocus type="submit" size="large" variant="contained" disabled={busy}>
          {text.goOn}
        </Button>
      </Stack>
    </AccountSheet>
  )
}
