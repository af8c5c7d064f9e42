import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { tasks, type Task } from '../../../src-shared/domain/case.ts'
import { useText } from '../../text/useText.tsx'

interface TaskChoiceProps {
  readonly task: Task | null
  readonly disabled?: boolean
  readonly onChange: (task: Task | null) => void
}

/** What pictures are read for; null: what they are decides. */
export function TaskChoice({ task, disabled = false, onChange }: TaskChoiceProps) {
  const text = useText()
  return (
    <TextField
      select
      label={text.importing.task}
      value={task ?? ''}
      disabled={disabled}
      sx={{ maxWidth: 560 }}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      onChange={(event) => onChange(tasks.find((each) => each === event.target.value) ?? null)}
    >
      <MenuItem value="">{text.importing.taskAuto}</MenuItem>
      {tasks.map((each) => (
        <MenuItem key={each} value={each}>
          {text.common.task[each]}
        </MenuItem>
      ))}
    </TextField>
  )
}
