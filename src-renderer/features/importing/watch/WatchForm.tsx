import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import MenuItem from '@mui/material/MenuItem'
import Switch from '@mui/material/Switch'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { WatchPlan } from '../../../../src-shared/contract/watching.ts'
import type { Task } from '../../../../src-shared/domain/case.ts'
import { useSubmit } from '../../../client/useSubmit.ts'
import { useText } from '../../../text/useText.tsx'
import { SettingsForm } from '../../../ui/SettingsForm.tsx'
import { compilePattern, firstRule } from '../patientRule.ts'
import { TaskChoice } from '../TaskChoice.tsx'

const kinds = ['folder', 'pattern', 'none'] as const

interface WatchFormProps {
  readonly plan: WatchPlan
  readonly mayChange: boolean
  readonly onSave: (plan: WatchPlan) => Promise<unknown>
}

/** Everything the form holds; only what the chosen rule needs is sent. */
interface Fields {
  readonly on: boolean
  readonly folder: string
  readonly kind: (typeof kinds)[number]
  readonly pattern: string
  readonly task: Task | null
}

const fieldsOf = ({ on, folder, task, patients }: WatchPlan): Fields => {
  const pattern = patients.kind === 'pattern' ? patients.pattern : firstRule.pattern
  return { on, folder: folder ?? '', kind: patients.kind, pattern, task }
}

function planOf({ on, folder, kind, pattern, task }: Fields): WatchPlan {
  const patients = kind === 'pattern' ? { kind, pattern } : { kind }
  return { on, folder: folder.trim() === '' ? null : folder.trim(), task, patients }
}

const isBadPattern = ({ kind, pattern }: Fields): boolean => kind === 'pattern' && compilePattern(pattern) === null

/** The folder is typed: it is one of the machine that runs the program, and only an administrator may name it. */
export function WatchForm({ plan, mayChange, onSave }: WatchFormProps) {
  const text = useText().watching
  const [fields, setFields] = useState(() => fieldsOf(plan))
  const next = planOf(fields)
  const submit = useSubmit(() => onSave(next))
  return (
    <SettingsForm submit={submit} testId="watch-form">
      <WatchFields fields={fields} disabled={!mayChange} onChange={setFields} />
      {mayChange ? (
        <Button type="submit" variant="contained" disabled={submit.busy || isBadPattern(fields) || (next.on && next.folder === null)} sx={{ alignSelf: 'flex-start' }}>
          {text.save}
        </Button>
      ) : (
        <Typography color="textSecondary">{text.adminOnly}</Typography>
      )}
    </SettingsForm>
  )
}

interface WatchFieldsProps {
  readonly fields: Fields
  readonly disabled: boolean
  readonly onChange: (fields: Fields) => void
}

function WatchFields({ fields, disabled, onChange }: WatchFieldsProps) {
  const text = useText().watching
  const change = (part: Partial<Fields>): void => onChange({ ...fields, ...part })
  return (
    <>
      <TextField label={text.folder} value={fields.folder} disabled={disabled} onChange={({ target }) => change({ folder: target.value })} helperText={text.folderHint} />
      <TextField select label={text.patients} value={fields.kind} disabled={disabled} onChange={({ target }) => change({ kind: kinds.find((each) => each === target.value) ?? 'none' })}>
        {kinds.map((each) => (
          <MenuItem key={each} value={each}>
            {text.rules[each]}
          </MenuItem>
        ))}
      </TextField>
      {fields.kind === 'pattern' && (
        <PatternField pattern={fields.pattern} isBad={isBadPattern(fields)} disabled={disabled} onChange={(pattern) => change({ pattern })} />
      )}
      <TaskChoice task={fields.task} disabled={disabled} onChange={(task) => change({ task })} />
      <FormControlLabel control={<Switch checked={fields.on} disabled={disabled} onChange={(_, on) => change({ on })} />} label={text.on} />
    </>
  )
}

interface PatternFieldProps {
  readonly pattern: string
  readonly isBad: boolean
  readonly disabled: boolean
  readonly onChange: (pattern: string) => void
}

function PatternField({ pattern, isBad, disabled, onChange }: PatternFieldProps) {
  const text = useText().importing
  return (
    <TextField
      label={text.pattern}
      value={pattern}
      error={isBad}
      disabled={disabled}
      helperText={isBad ? text.patternBad : undefined}
      slotProps={{ htmlInput: { maxLength: 200, spellCheck: false, style: { fontFamily: 'monospace' } } }}
      onChange={({ target }) => onChange(target.value)}
    />
  )
}
