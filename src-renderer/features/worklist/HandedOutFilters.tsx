import Autocomplete from '@mui/material/Autocomplete'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import type { AssignedTo, WorklistFilter } from '../../../src-shared/domain/case.ts'
import { foldTag } from '../../../src-shared/domain/tag.ts'
import { useSession } from '../../app/session.tsx'
import { useClient } from '../../client/ClientContext.tsx'
import { useLoad } from '../../client/useLoad.ts'
import { useText } from '../../text/useText.tsx'
import { useColleagues } from './useColleagues.ts'

interface FilterProps {
  readonly filter: WorklistFilter
  readonly onChange: (filter: WorklistFilter) => void
}

/** By one of the tags in use, the most used first; asked for again each time it is opened. */
export function TagFilter({ filter, onChange }: FilterProps) {
  const text = useText().worklist
  const client = useClient()
  const { loaded, reload } = useLoad('tags', () => client.send('tag.list', {}))
  const known = loaded.state === 'ready' ? loaded.value.map(({ name }) => name) : []
  const options = filter.tag === null || known.some((name) => foldTag(name) === foldTag(filter.tag ?? '')) ? known : [filter.tag, ...known]
  return (
    <Autocomplete
      options={options}
      value={options.find((name) => foldTag(name) === foldTag(filter.tag ?? '')) ?? null}
      onOpen={reload}
      onChange={(_, tag) => onChange({ ...filter, tag })}
      noOptionsText={text.choice.noTags}
      renderInput={(props) => <TextField {...props} label={text.choice.tag} />}
      size="small"
      sx={{ width: 132, flex: 'none' }}
    />
  )
}

/** By whoever is to read the case. */
export function AssignedFilter({ filter, onChange }: FilterProps) {
  const text = useText()
  const { choice } = text.worklist
  const me = useSession().status.session
  const others = (useColleagues() ?? []).filter(({ userId }) => userId !== me?.userId)
  const known: readonly (readonly [AssignedTo, string])[] = [
    ['me', choice.me(me?.name ?? '')],
    ['nobody', choice.nobody],
    ...others.map(({ userId, name }) => [userId, name] as const),
  ]
  // A link may name oneself.
  const assigned = filter.assigned === me?.userId ? 'me' : filter.assigned
  const shown = known.some(([value]) => value === assigned) ? assigned : ''
  return (
    <TextField
      select
      label={text.worklist.columns.assignee}
      value={shown ?? ''}
      sx={{ width: 116, flex: 'none' }}
      onChange={({ target }) => onChange({ ...filter, assigned: known.find(([value]) => value === target.value)?.[0] ?? null })}
    >
      <MenuItem value="">{text.common.all}</MenuItem>
      {known.map(([value, name]) => (
        <MenuItem key={value} value={value}>
          {name}
        </MenuItem>
      ))}
    </TextField>
  )
}
