import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import type { Input } from '../../../src-shared/contract/contract.ts'
import type { BackupPlan } from '../../../src-shared/contract/backup.ts'
import { useSubmit } from '../../client/useSubmit.ts'
import { useText } from '../../text/useText.tsx'
import { SettingsForm } from '../../ui/SettingsForm.tsx'

type Plan = Input<'backup.plan'>
const everyHours = [0, 4, 12, 24, 168] as const
const keeps = [3, 7, 14, 30, 90] as const

interface PlanFormProps {
  readonly plan: BackupPlan
  readonly onSave: (plan: Plan) => Promise<unknown>
}

/** The folder is typed: it is one of the machine that runs the program, and only an administrator may name it. */
export function PlanForm({ plan, onSave }: PlanFormProps) {
  const text = useText().backup
  const [folder, setFolder] = useState(plan.folder ?? '')
  const [hours, setHours] = useState(plan.everyHours)
  const [keep, setKeep] = useState(plan.keep)
  const changed = folder !== (plan.folder ?? '') || hours !== plan.everyHours || keep !== plan.keep
  const submit = useSubmit(() => {
    const chosen = everyHours.find((value) => value === hours) ?? 24
    return onSave({ folder: folder.trim() === '' ? null : folder.trim(), everyHours: chosen, keep })
  })
  return (
    <SettingsForm submit={submit} inRows>
      <TextField label={text.folder} value={folder} onChange={({ target }) => setFolder(target.value)} helperText={text.folderHint} sx={{ flex: '1 1 360px' }} />
      <TextField select label={text.every} value={hours} onChange={({ target }) => setHours(Number(target.value))} sx={{ width: 180 }}>
        {everyHours.map((value) => (
          <MenuItem key={value} value={value}>
            {value === 0 ? text.byHand : text.hours(value)}
          </MenuItem>
        ))}
      </TextField>
      <TextField select label={text.keep} value={keep} onChange={({ target }) => setKeep(Number(target.value))} sx={{ width: 120 }}>
        {[...new Set([...keeps, keep])].toSorted((one, other) => one - other).map((value) => (
          <MenuItem key={value} value={value}>
            {value}
          </MenuItem>
        ))}
      </TextField>
      <Button type="submit" variant="outlined" disabled={submit.busy || !changed} sx={{ height: 36 }}>
        {text.save}
      </Button>
    </SettingsForm>
  )
}
