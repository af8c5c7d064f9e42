import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import Select from '@mui/material/Select'
import Stack from '@mui/material/Stack'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import type { Person } from '../../../src-shared/contract/people.ts'
import type { UserId } from '../../../src-shared/domain/ids.ts'
import { roles, type Role } from '../../../src-shared/domain/role.ts'
import type { Texts } from '../../text/text.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import { formatCount, formatDateTime } from '../../ui/format.ts'

interface PeopleTableProps {
  readonly people: readonly Person[]
  readonly myself: UserId | null
  readonly onRole: (person: Person, role: Role) => void
  readonly onPassword: (person: Person) => void
  readonly onLeave: (person: Person) => void
}

export function PeopleTable({ people, ...rest }: PeopleTableProps) {
  const text = useText().people
  return (
    <Table aria-label={text.title}>
      <TableHead>
        <TableRow>
          {(['name', 'role', 'state', 'signed', 'lastSeen', 'action'] as const).map((column) => (
            <TableCell key={column}>{text.columns[column]}</TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {people.map((person) => (
          <PersonRow key={person.userId} person={person} {...rest} />
        ))}
      </TableBody>
    </Table>
  )
}

function PersonRow({ person, myself, onRole, onPassword, onLeave }: Omit<PeopleTableProps, 'people'> & { readonly person: Person }) {
  const text = useText().people
  const language = useLanguage()
  const fixed = person.userId === myself || person.leftAt !== null
  return (
    <TableRow data-person={person.name}>
      <TableCell>
        {person.name}
        {person.userId === myself && ` (${text.you})`}
      </TableCell>
      <TableCell>
        {fixed ? text.roles[person.role] : <RoleChoice person={person} onRole={(role) => onRole(person, role)} />}
      </TableCell>
      <TableCell>{stateOf(person, text)}</TableCell>
      <TableCell>{formatCount(person.signedReads, language)}</TableCell>
      <TableCell>{person.lastSeenAt === null ? text.never : formatDateTime(person.lastSeenAt)}</TableCell>
      <TableCell>
        {!fixed && (
          <Stack direction="row" sx={{ gap: 1 }}>
            <Button variant="outlined" onClick={() => onPassword(person)}>
              {text.setPassword}
            </Button>
            <Button variant="outlined" color="error" onClick={() => onLeave(person)}>
              {text.leave}
            </Button>
          </Stack>
        )}
      </TableCell>
    </TableRow>
  )
}

function RoleChoice({ person, onRole }: { readonly person: Person; readonly onRole: (role: Role) => void }) {
  const text = useText().people
  return (
    <Select
      size="small"
      value={person.role}
      renderValue={(role) => text.roles[role]}
      slotProps={{ input: { 'aria-label': text.roleOf(person.name) } }}
      onChange={(event) => onRole(event.target.value)}
    >
      {roles.map((role) => (
        <MenuItem key={role} value={role}>
          {text.roles[role]}: {text.rolesMeaning[role]}
        </MenuItem>
      ))}
    </Select>
  )
}

function stateOf({ leftAt, hasPassword, mustChangePassword }: Person, { states }: Texts['people']): string {
  if (leftAt !== null) return states.left(formatDateTime(leftAt))
  if (!hasPassword) return `▲ ${states.noPassword}`
  return mustChangePassword ? states.mustChange : states.here
}
