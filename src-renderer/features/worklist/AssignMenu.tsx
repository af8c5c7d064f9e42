import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import type { Colleague } from '../../../src-shared/contract/worklist.ts'
import { useSession } from '../../app/session.tsx'
import { useText } from '../../text/useText.tsx'
import { useColleagues } from './useColleagues.ts'

interface AssignMenuProps {
  readonly anchor: HTMLElement
  readonly onAssign: (person: Colleague | null) => void
  readonly onClose: () => void
}

/** Who is to read the chosen cases: oneself first, then everybody who works here, or nobody. */
export function AssignMenu({ anchor, onAssign, onClose }: AssignMenuProps) {
  const text = useText()
  const colleagues = useColleagues()
  const me = useSession().status.session?.userId
  const assign = (person: Colleague | null): void => {
    onAssign(person)
    onClose()
  }
  if (colleagues === null) return null
  const ordered = colleagues.toSorted((one, other) => Number(other.userId === me) - Number(one.userId === me))
  return (
    <Menu open anchorEl={anchor} onClose={onClose} slotProps={{ list: { 'aria-label': text.worklist.choice.assign } }}>
      {ordered.map((person) => (
        <MenuItem key={person.userId} onClick={() => assign(person)}>
          {person.userId === me ? text.worklist.choice.me(person.name) : `${person.name} · ${text.people.roles[person.role]}`}
        </MenuItem>
      ))}
      <MenuItem divider={false} onClick={() => assign(null)}>
        {text.worklist.choice.nobody}
      </MenuItem>
    </Menu>
  )
}
