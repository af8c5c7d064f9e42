import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import Popover from '@mui/material/Popover'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState, type FormEvent } from 'react'
import { priorities, type CaseRow } from '../../../src-shared/domain/case.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError } from '../../client/useLoad.ts'
import { useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { bottomRight } from './popoverPlace.ts'
import type { RowCommands } from './WorklistTable.tsx'

export interface RowAction {
  readonly kind: 'menu' | 'patient'
  readonly row: CaseRow
  readonly anchor: HTMLElement
}

interface RowMenuProps {
  readonly action: RowAction | null
  readonly commands: RowCommands
  readonly onChange: (action: RowAction | null) => void
  readonly onError: (error: AppError) => void
}

/** What can be done with one case from the list. */
export function RowMenu({ action, commands, onChange, onError }: RowMenuProps) {
  const text = useText().worklist
  const client = useClient()
  const close = (): void => onChange(null)
  if (action === null) return null
  const { row, anchor } = action
  const { assign } = commands
  if (action.kind === 'patient') return <AssignPatient row={row} anchor={anchor} onClose={close} />
  const then = (work: () => void) => (): void => {
    close()
    work()
  }
  const analyse = then(() => void client.send('case.analyze', { caseId: row.caseId }).catch((error: unknown) => onError(asAppError(error))))
  return (
    <Menu open variant="menu" anchorEl={anchor} onClose={close}>
      <MenuItem onClick={() => commands.open(row)}>{text.open}</MenuItem>
      <MenuItem disabled={row.status === 'new'} onClick={then(() => commands.second(row))}>
        {text.second.begin}
      </MenuItem>
      <MenuItem onClick={() => onChange({ ...action, kind: 'patient' })}>{text.assignPatient}</MenuItem>
      <MenuItem onClick={then(() => commands.tags(row, anchor))}>{text.choice.tags}</MenuItem>
      {assign && <MenuItem onClick={then(() => assign(row, anchor))}>{text.choice.assign}</MenuItem>}
      <MenuItem onClick={analyse}>{text.analyse}</MenuItem>
      {[...priorities, null].map((priority) => (
        <MenuItem key={priority} selected={row.priority === priority} onClick={then(() => commands.prioritise(row, priority))}>
          {priority === null ? text.noPriority : text.setPriority(text.priorities[priority])}
        </MenuItem>
      ))}
    </Menu>
  )
}

interface AssignPatientProps {
  readonly row: CaseRow
  readonly anchor: HTMLElement
  readonly onClose: () => void
}

function AssignPatient({ row, anchor, onClose }: AssignPatientProps) {
  const text = useText().worklist
  const client = useClient()
  const [pseudonym, setPseudonym] = useState(row.patientKind === 'given' ? row.pseudonym : '')
  const [error, setError] = useState<AppError | null>(null)
  const save = (event: FormEvent): void => {
    event.preventDefault()
    const refuse = (failure: unknown): void => setError(asAppError(failure))
    client.send('case.assignPatient', { caseId: row.caseId, pseudonym }).then(onClose, refuse)
  }
  return (
    <Popover
      open
      anchorEl={anchor}
      onClose={onClose}
      {...bottomRight}
    >
      <Box
        component="form"
        onSubmit={save}
        sx={{ p: 2, width: 320, display: 'flex', flexDirection: 'column', gap: 1.5 }}
      >
        <TextField
          autoFocus
          label={text.pseudonym}
          value={pseudonym}
          slotProps={{ htmlInput: { maxLength: 200 } }}
          onChange={(event) => setPseudonym(event.target.value)}
        />
        <Typography variant="caption" color="textSecondary">
          {text.pseudonymHint}
        </Typography>
        {error && <ErrorNotice error={error} />}
        <Button type="submit" variant="contained" disabled={pseudonym.trim() === ''}>
          {text.assign}
        </Button>
      </Box>
    </Popover>
  )
}
