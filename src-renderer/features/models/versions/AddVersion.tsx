import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import Paper from '@mui/material/Paper'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useRef, useState, type FormEvent } from 'react'
import type { Acceptance } from '../../../../src-shared/contract/learning.ts'
import type { AppError } from '../../../../src-shared/errors.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import type { Client } from '../../../client/client.ts'
import { asAppError } from '../../../client/useLoad.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { formatBytes, formatCount } from '../../../ui/format.ts'
import { chosenModel, type ChosenModel } from './modelFiles.ts'

type Adding =
  | { readonly state: 'idle' | 'running' }
  | { readonly state: 'done'; readonly folder: string }
  | { readonly state: 'failed'; readonly error: AppError }

/** A model folder and what it must reach, fixed before anybody has seen how it does. */
export function AddVersion({ onAdded }: { readonly onAdded: () => void }) {
  const text = useText().versions
  const client = useClient()
  const [model, setModel] = useState<ChosenModel | null>(null)
  const [adding, setAdding] = useState<Adding>({ state: 'idle' })
  const [largestLoss, setLargestLoss] = useState('0.02')
  const [minimumCases, setMinimumCases] = useState('20')
  const acceptance = acceptanceOf(largestLoss, minimumCases)
  const ready = model !== null && model.problem === null && acceptance !== null && adding.state !== 'running'
  const handOver = async (chosen: ChosenModel, wanted: Acceptance): Promise<Adding> => {
    try {
      await addModel(client, chosen, wanted)
    } catch (failure) {
      return { state: 'failed', error: asAppError(failure) }
    }
    setModel(null)
    onAdded()
    return { state: 'done', folder: chosen.folder }
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!ready) return
    setAdding({ state: 'running' })
    void handOver(model, acceptance).then(setAdding)
  }
  return (
    <Paper component="form" variant="outlined" onSubmit={submit} data-testid="add-version" sx={{ p: 2, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <Typography variant="h2">{text.addTitle}</Typography>
      <Typography color="textSecondary">{text.addHint}</Typography>
      <FolderChoice model={model} onChange={setModel} />
      <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap', alignItems: 'flex-start' }}>
        <TextField label={text.largestLoss} value={largestLoss} helperText={text.largestLossHint} sx={{ width: 220 }} error={acceptanceOf(largestLoss, '20') === null} onChange={({ target }) => setLargestLoss(target.value)} />
        <TextField label={text.minimumCases} value={minimumCases} helperText={text.minimumCasesHint} sx={{ width: 220 }} error={acceptanceOf('0', minimumCases) === null} onChange={({ target }) => setMinimumCases(target.value)} />
        <Button type="submit" variant="contained" disabled={!ready} sx={{ height: 37 }}>
          {text.add}
        </Button>
      </Box>
      <Typography variant="caption" color="textSecondary">
        {text.acceptanceHint}
      </Typography>
      <AddingState adding={adding} onClose={() => setAdding({ state: 'idle' })} />
    </Paper>
  )
}

/** null where the fields say nothing that can be held against a model. */
function acceptanceOf(loss: string, cases: string): Acceptance | null {
  const [largestLoss, minimumCases] = [loss, cases].map((typed) => (typed.trim() === '' ? Number.NaN : Number(typed))) as [number, number]
  const sound = largestLoss >= 0 && largestLoss <= 0.5 && Number.isInteger(minimumCases) && minimumCases >= 5 && minimumCases <= 100_000
  return sound ? { largestLoss, minimumCases } : null
}

async function addModel(client: Client, { files }: ChosenModel, acceptance: Acceptance): Promise<void> {
  const intakeIds = []
  for (const { file, path } of files) intakeIds.push(await client.intake(file, path))
  await client.send('model.add', { intakeIds, acceptance })
}

interface FolderChoiceProps {
  readonly model: ChosenModel | null
  readonly onChange: (model: ChosenModel) => void
}

function FolderChoice({ model, onChange }: FolderChoiceProps) {
  const text = useText().versions
  const language = useLanguage()
  const input = useRef<HTMLInputElement>(null)
  const take = (target: HTMLInputElement): void => {
    const files = [...(target.files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name }))
    if (files.length > 0) onChange(chosenModel(files))
    // The same folder may be chosen again once it has been put right.
    target.value = ''
  }
  return (
    <Box sx={{ display: 'flex', gap: 2, alignItems: 'center', flexWrap: 'wrap' }}>
      <Button variant="outlined" onClick={() => input.current?.click()}>
        {text.chooseFolder}
      </Button>
      <input
        ref={(element) => {
          input.current = element
          // React knows no such attribute; the property asks the browser for a whole folder.
          if (element) element.webkitdirectory = true
        }}
        type="file"
        hidden
        data-testid="model-folder"
        onChange={({ target }) => take(target)}
      />
      {model !== null && (
        <Typography data-testid="chosen-model" sx={{ color: model.problem === null ? undefined : 'error.main' }}>
          {model.problem === null ? text.chosen(model.folder, formatCount(model.files.length, language), formatBytes(model.bytes)) : `✕ ${text[model.problem]}`}
        </Typography>
      )}
    </Box>
  )
}

function AddingState({ adding, onClose }: { readonly adding: Adding; readonly onClose: () => void }) {
  const text = useText().versions
  if (adding.state === 'failed') return <ErrorNotice error={adding.error} onClose={onClose} />
  if (adding.state === 'done') return <Alert severity="success">{text.added(adding.folder)}</Alert>
  if (adding.state === 'idle') return null
  return (
    <Box role="status">
      <Typography>{text.adding}</Typography>
      <LinearProgress />
    </Box>
  )
}
