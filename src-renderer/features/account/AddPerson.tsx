import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { Input } from '../../../src-shared/contract/contract.ts'
import { roles, type Role } from '../../../src-shared/domain/role.ts'
import { useText } from '../../text/useText.tsx'
import { isUsable, NewPassword, nothingTyped } from './NewPassword.tsx'
import { FormDialog } from './FormDialog.tsx'
import { OwnPassword } from './OwnPassword.tsx'

interface AddPersonProps {
  readonly onAdd: (input: Input<'people.add'>) => Promise<void>
  readonly onClose: () => void
}

export function AddPerson({ onAdd, onClose }: AddPersonProps) {
  const text = useText().people
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('reader')
  const [typed, setTyped] = useState(nothingTyped)
  const [own, setOwn] = useState('')
  return (
    <FormDialog
      title={text.add}
      submit={text.add}
      ready={name.trim() !== '' && isUsable(typed) && own !== ''}
      onSubmit={() => onAdd({ name, role, newPassword: typed.password, password: own })}
      onClose={onClose}
    >
      <Typography color="textSecondary">{text.addHint}</Typography>
      <TextField
        autoFocus
        label={text.columns.name}
        autoComplete="off"
        value={name}
        slotProps={{ htmlInput: { maxLength: 200 } }}
        onChange={(event) => setName(event.target.value)}
      />
      <RadioGroup aria-label={text.columns.role} value={role} onChange={(_, chosen) => setRole(chosen as Role)}>
        {roles.map((each) => (
          <FormControlLabel
            key={each}
            value={each}
            control={<Radio size="small" />}
            label={`${text.roles[each]}: ${text.rolesMeaning[each]}`}
          />
        ))}
      </RadioGroup>
      <NewPassword label={text.firstPassword} typed={typed} onChange={setTyped} />
      <OwnPassword value={own} onChange={setOwn} />
    </FormDialog>
  )
}
