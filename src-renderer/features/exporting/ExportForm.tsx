import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import MenuItem from '@mui/material/MenuItem'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { exportFormats, type ExportFormat } from '../../../src-shared/contract/jobs.ts'
import { tasks, type Task } from '../../../src-shared/domain/case.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { noFilter } from '../../app/routes.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError, useLoad } from '../../client/useLoad.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { formatCount } from '../../ui/format.ts'

/** What to export: format and task, with the number of signed cases it will hold. */
export function ExportForm() {
  const text = useText()
  const client = useClient()
  const [format, setFormat] = useState<ExportFormat>('csv')
  const [task, setTask] = useState<Task | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const ready = format !== 'bundle' || task !== null
  const start = (): void => {
    setError(null)
    client.send('export.start', { format, task }).catch((failure: unknown) => setError(asAppError(failure)))
  }
  return (
    <>
      <FormatChoice format={format} onChange={setFormat} />
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'center', flexWrap: 'wrap' }}>
        <TextField
          select
          label={text.exporting.task}
          value={task ?? ''}
          sx={{ width: 240 }}
          slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
          onChange={(event) => setTask(tasks.find((each) => each === event.target.value) ?? null)}
        >
          <MenuItem value="" disabled={format === 'bundle'}>
            {format === 'bundle' ? '–' : text.exporting.allTasks}
          </MenuItem>
          {tasks.map((each) => (
            <MenuItem key={each} value={each}>
              {text.common.task[each]}
            </MenuItem>
          ))}
        </TextField>
        <Button size="large" variant="contained" disabled={!ready} onClick={start}>
          {text.exporting.start}
        </Button>
        {ready && <SignedCount task={task} />}
      </Box>
      {error && <ErrorNotice error={error} onClose={() => setError(null)} />}
    </>
  )
}

interface FormatChoiceProps {
  readonly format: ExportFormat
  readonly onChange: (format: ExportFormat) => void
}

function FormatChoice({ format, onChange }: FormatChoiceProps) {
  const text = useText().exporting
  return (
    <RadioGroup aria-label={text.format} value={format} onChange={(_, chosen) => onChange(chosen as ExportFormat)}>
      {exportFormats.map((each) => (
        <FormControlLabel
          key={each}
          value={each}
          control={<Radio size="small" />}
          label={
            <Typography variant="body2">
              <strong>{text.formats[each]}</strong> · {text.formatHints[each]}
            </Typography>
          }
        />
      ))}
    </RadioGroup>
  )
}

function SignedCount({ task }: { readonly task: Task | null }) {
  const text = useText().exporting
  const language = useLanguage()
  const client = useClient()
  const filter = { ...noFilter, task, status: 'signed' } as const
  const { loaded } = useLoad(task ?? '', () => client.send('worklist.list', { filter, offset: 0, limit: 1 }))
  return (
    <Typography variant="body2" color="textSecondary" data-testid="signed-count">
      {loaded.state === 'ready' && text.ready(formatCount(loaded.value.total, language))}
    </Typography>
  )
}
