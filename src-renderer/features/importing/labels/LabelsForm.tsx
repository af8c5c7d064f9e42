import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useRef, useState } from 'react'
import { tasks } from '../../../../src-shared/domain/case.ts'
import { isActive, useJobs } from '../../../app/jobs.tsx'
import { JobLine } from '../../../app/Queue.tsx'
import { useClient } from '../../../client/ClientContext.tsx'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { formatBytes, formatCount } from '../../../ui/format.ts'
import { takeFiles } from '../takeFiles.ts'
import { LabelsFoundView } from './LabelsFoundView.tsx'
import { LabelsKeptView } from './LabelsKeptView.tsx'
import { useLabelsRun, type LabelsOrder } from './useLabelsRun.ts'

/** From files of labels to what was kept of them: chosen, looked at, mapped, kept. */
export function LabelsForm() {
  const run = useLabelsRun(useClient())
  const { state } = run
  return (
    <>
      {run.error !== null && <ErrorNotice error={run.error} onClose={run.dismissError} />}
      {run.busy && <Progress />}
      {state.step === 'choose' && <Order busy={run.busy} onLook={run.look} />}
      {state.step === 'map' && <LabelsFoundView order={state.order} found={state.found} busy={run.busy} onKeep={run.keep} onBack={run.reset} />}
      {state.step === 'kept' && <LabelsKeptView kept={state.kept} onAgain={run.reset} />}
    </>
  )
}

/** How far the keeping is, with the way to stop it; while files are only looked at, that something happens. */
function Progress() {
  const job = useJobs().jobs.find((each) => each.kind === 'labels' && isActive(each))
  return job === undefined ? <LinearProgress /> : <JobLine job={job} />
}

function Order({ busy, onLook }: { readonly busy: boolean; readonly onLook: (order: LabelsOrder) => void }) {
  const { importing, common } = useText()
  const text = importing.labels
  const [files, setFiles] = useState<readonly File[]>([])
  const [task, setTask] = useState<LabelsOrder['task']>('chestxray14')
  const [source, setSource] = useState('')
  return (
    <Box
      component="form"
      onSubmit={(event) => {
        event.preventDefault()
        onLook({ files, task, source: source.trim() })
      }}
      sx={{ display: 'flex', flexDirection: 'column', gap: 2, maxWidth: 640 }}
    >
      <Typography variant="body2">{text.intro}</Typography>
      <LabelFiles files={files} onChange={setFiles} />
      <TextField select label={importing.task} value={task} onChange={(event) => setTask(tasks.find((each) => each === event.target.value) ?? task)}>
        {tasks.map((each) => (
          <MenuItem key={each} value={each}>
            {common.task[each]}
          </MenuItem>
        ))}
      </TextField>
      <TextField label={text.source} helperText={text.sourceHint} value={source} onChange={(event) => setSource(event.target.value)} slotProps={{ htmlInput: { maxLength: 200 } }} />
      <Box>
        <Button type="submit" size="large" variant="contained" disabled={busy || files.length === 0 || source.trim() === ''}>
          {text.look}
        </Button>
      </Box>
    </Box>
  )
}

function LabelFiles({ files, onChange }: { readonly files: readonly File[]; readonly onChange: (files: readonly File[]) => void }) {
  const { importing } = useText()
  const language = useLanguage()
  const input = useRef<HTMLInputElement>(null)
  const bytes = files.reduce((sum, file) => sum + file.size, 0)
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 2 }}>
      <Button variant="outlined" onClick={() => input.current?.click()}>
        {importing.labels.choose}
      </Button>
      <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
        {files.length === 0 ? importing.labels.formats : `${importing.chosen(formatCount(files.length, language), formatBytes(bytes))}: ${files.map(({ name }) => name).join(' · ')}`}
      </Typography>
      <input ref={input} type="file" multiple hidden accept=".csv,.json,.xml" data-testid="labels-input" onChange={(event) => onChange(takeFiles(event.target).slice(0, 50))} />
    </Box>
  )
}
