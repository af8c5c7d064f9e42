import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { RetrainingPlan, RetrainingRun, RetrainingTask } from '../../../src-shared/contract/retraining.ts'
import { useJobs } from '../../app/jobs.tsx'
import { useClient } from '../../client/ClientContext.tsx'
import { useLoad } from '../../client/useLoad.ts'
import { useSubmit } from '../../client/useSubmit.ts'
import { errorSentence } from '../../text/errors.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import { badField } from '../../ui/badField.ts'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { formatCount, formatDateTime } from '../../ui/format.ts'
import { SettingsForm } from '../../ui/SettingsForm.tsx'

/** When training bundles are written by themselves, and how the last ones ended. */
export function RetrainingSchedule() {
  const text = useText().retraining
  const client = useClient()
  const exportsEnded = useJobs().jobs.filter(({ kind, state }) => kind === 'export' && state !== 'queued' && state !== 'running').length
  const { loaded, reload } = useLoad(`retraining ${exportsEnded}`, () => client.send('retraining.status', {}))
  if (loaded.state === 'loading') return null
  if (loaded.state === 'failed') return <ErrorNotice error={loaded.error} onRetry={reload} />
  const { plan, reachable, tasks } = loaded.value
  const isOn = plan.everyDays > 0 || plan.everySignatures > 0
  return (
    <Stack sx={{ gap: 1.5, maxWidth: 760 }} data-testid="retraining" data-on={isOn}>
      <Typography color="textSecondary">{text.hint}</Typography>
      <PlanForm plan={plan} onSave={(next) => client.send('retraining.plan', next).then(reload)} />
      {isOn ? !reachable && <Alert severity="warning">▲ {text.unreachable}</Alert> : <Typography>{text.off}</Typography>}
      <TaskTable tasks={tasks} />
    </Stack>
  )
}

interface PlanFormProps {
  readonly plan: RetrainingPlan
  readonly onSave: (plan: RetrainingPlan) => Promise<unknown>
}

/** The folder is typed: it is one of the machine that runs the program, and only an administrator may name it. */
function PlanForm({ plan, onSave }: PlanFormProps) {
  const text = useText().retraining
  const [folder, setFolder] = useState(plan.folder ?? '')
  const [days, setDays] = useState(String(plan.everyDays))
  const [signatures, setSignatures] = useState(String(plan.everySignatures))
  const named = folder.trim() === '' ? null : folder.trim()
  const next = { folder: named, everyDays: named === null ? 0 : Number(days), everySignatures: named === null ? 0 : Number(signatures) }
  const isGood = isCount(days, mostDays) && isCount(signatures, mostSignatures)
  const isChanged = next.folder !== plan.folder || next.everyDays !== plan.everyDays || next.everySignatures !== plan.everySignatures
  const submit = useSubmit(() => onSave(next))
  return (
    <SettingsForm submit={submit} inRows>
      <TextField label={text.folder} value={folder} onChange={({ target }) => setFolder(target.value)} helperText={text.folderHint} sx={{ flex: '1 1 100%' }} />
      <CountField label={text.everyDays} value={days} most={mostDays} onChange={setDays} />
      <CountField label={text.everySignatures} value={signatures} most={mostSignatures} onChange={setSignatures} />
      <Button type="submit" variant="outlined" disabled={submit.busy || !isChanged || !isGood} sx={{ height: 36 }}>
        {text.save}
      </Button>
    </SettingsForm>
  )
}

const mostDays = 365
const mostSignatures = 100_000
const isCount = (typed: string, most: number): boolean => /^\d{1,6}$/u.test(typed) && Number(typed) <= most

interface CountFieldProps {
  readonly label: string
  readonly value: string
  readonly most: number
  readonly onChange: (value: string) => void
}

function CountField({ label, value, most, onChange }: CountFieldProps) {
  const text = useText().retraining
  return <TextField label={label} value={value} {...badField(!isCount(value, most), text.countBad(most))} onChange={({ target }) => onChange(target.value)} slotProps={{ htmlInput: { inputMode: 'numeric', maxLength: 6 } }} sx={{ flex: '1 1 240px' }} />
}

function TaskTable({ tasks }: { readonly tasks: readonly RetrainingTask[] }) {
  const text = useText()
  const language = useLanguage()
  return (
    <Table size="small" aria-label={text.retraining.title}>
      <TableHead>
        <TableRow>
          {(['task', 'newSignatures', 'last'] as const).map((column) => (
            <TableCell key={column}>{text.retraining.columns[column]}</TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {tasks.map(({ task, newSignatures, last }) => (
          <TableRow key={task} data-task={task} data-outcome={last?.outcome ?? 'none'}>
            <TableCell sx={{ whiteSpace: 'nowrap' }}>{text.common.task[task]}</TableCell>
            <TableCell>{formatCount(newSignatures, language)}</TableCell>
            <TableCell>
              <LastRun last={last} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

function LastRun({ last }: { readonly last: RetrainingRun | null }) {
  const text = useText().retraining
  const language = useLanguage()
  if (last === null) return text.never
  const { at, outcome, error } = last
  const sign = { written: '✔', nothingNew: '–', failed: '▲' }[outcome]
  return (
    <>
      {sign} {formatDateTime(at)} · {text.outcome[outcome]}
      {error !== null && <Typography variant="caption" component="p">{errorSentence(error, {}, language)}</Typography>}
    </>
  )
}
