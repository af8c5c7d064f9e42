import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { LabelSetView } from '../../../src-shared/contract/labels.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError } from '../../client/useLoad.ts'
import { useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { formatDateTime } from '../../ui/format.ts'
import { blankLabel, changesBetween, draftOf, type Changes } from './draft.ts'
import { LabelTable } from './LabelTable.tsx'

interface EditorProps {
  readonly view: LabelSetView
  readonly onSaved: () => void
}

/** Changes one set into its next version. What is typed stays on screen until it is saved. */
export function LabelSetEditor({ view, onSaved }: EditorProps) {
  const text = useText().labels
  const client = useClient()
  const [before] = useState(() => draftOf(view.set))
  const [labels, setLabels] = useState(before)
  const [reason, setReason] = useState('')
  const [error, setError] = useState<AppError | null>(null)
  const changes = changesBetween(before, labels)
  const save = async (): Promise<void> => {
    setError(null)
    try {
      await client.send('labels.save', { id: view.set.id, baseVersion: view.set.version, labels: [...labels], reason })
      onSaved()
    } catch (failure) {
      setError(asAppError(failure))
    }
  }
  return (
    <>
      <Box sx={{ overflowX: 'auto' }}>
        <LabelTable labels={labels} usage={view.usage} onChange={setLabels} />
      </Box>
      <NewLabel keys={labels.map(({ key }) => key)} onAdd={(key) => setLabels([...labels, blankLabel(key)])} />
      <Effect changes={changes} usage={view.usage} />
      {error !== null && <ErrorNotice error={error} onClose={() => setError(null)} />}
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'flex-start' }}>
        <TextField label={text.reason} value={reason} onChange={({ target }) => setReason(target.value)} sx={{ width: 420 }} />
        <Button variant="contained" disabled={!changes.other || reason.trim() === ''} onClick={() => void save()} sx={{ height: 36 }}>
          {text.save(view.set.version + 1)}
        </Button>
      </Box>
      <History view={view} />
    </>
  )
}

const keyPattern = /^[a-z0-9][a-z0-9-]{0,63}$/u

function NewLabel({ keys, onAdd }: { readonly keys: readonly string[]; readonly onAdd: (key: string) => void }) {
  const text = useText().labels
  const [key, setKey] = useState('')
  const usable = keyPattern.test(key) && !keys.includes(key)
  return (
    <Box
      component="form"
      sx={{ display: 'flex', gap: 1, alignItems: 'flex-start' }}
      onSubmit={(event) => {
        event.preventDefault()
        if (!usable) return
        onAdd(key)
        setKey('')
      }}
    >
      <TextField label={text.newKey} value={key} onChange={({ target }) => setKey(target.value)} error={key !== '' && !usable} helperText={text.newKeyHint} sx={{ width: 420 }} />
      <Button type="submit" variant="outlined" disabled={!usable} sx={{ height: 36 }}>
        {text.add}
      </Button>
    </Box>
  )
}

/** What saving would touch, before it is done. */
function Effect({ changes, usage }: { readonly changes: Changes; readonly usage: LabelSetView['usage'] }) {
  const text = useText().labels
  const sum = (keys: readonly string[], part: 'signed' | 'open'): number => keys.reduce((total, key) => total + (usage[key]?.[part] ?? 0), 0)
  const lines = [
    changes.added.length > 0 && text.effect.added(changes.added.join(', ')),
    changes.renamed.length > 0 && text.effect.renamed(changes.renamed.join(', ')),
    changes.retired.length > 0 && text.effect.retired(changes.retired.join(', '), sum(changes.retired, 'signed') + sum(changes.retired, 'open')),
    changes.merged.length > 0 && text.effect.merged(changes.merged.join(', '), sum(changes.merged, 'open'), sum(changes.merged, 'signed')),
  ].filter((line) => line !== false)
  return (
    <Box role="status" data-testid="effect">
      {(lines.length === 0 ? [changes.other ? text.effect.other : text.effect.none] : lines).map((line) => (
        <Typography key={line}>{line}</Typography>
      ))}
    </Box>
  )
}

function History({ view }: { readonly view: LabelSetView }) {
  const text = useText().labels
  return (
    <section aria-label={text.history}>
      <Typography variant="h2">{text.history}</Typography>
      {view.history.map(({ version, at, user, reason }) => (
        <Typography key={version} variant="body2">
          {text.version(version)} · {formatDateTime(at)} · {user} · {reason}
        </Typography>
      ))}
      <Typography variant="body2" color="textSecondary">
        {text.shipped}
      </Typography>
    </section>
  )
}
