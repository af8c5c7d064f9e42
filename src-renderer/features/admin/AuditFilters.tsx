import MenuItem from '@mui/material/MenuItem'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import type { Person } from '../../../src-shared/contract/people.ts'
import type { AuditFilter } from '../../../src-shared/contract/store.ts'
import type { UserId } from '../../../src-shared/domain/ids.ts'
import { useText } from '../../text/useText.tsx'

export const noAuditFilter: AuditFilter = { event: null, outcome: null, userId: null, object: null, from: null, to: null }

interface AuditFiltersProps {
  readonly filter: AuditFilter
  readonly people: readonly Person[]
  readonly onChange: (filter: AuditFilter) => void
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

/** What of the audit is shown; every field may stay empty. */
export function AuditFilters({ filter, people, onChange }: AuditFiltersProps) {
  const text = useText().admin
  const change = (part: Partial<AuditFilter>): void => onChange({ ...filter, ...part })
  const letters = (typed: string): string | null => orNull(typed.replaceAll(/[^A-Za-z.]/gu, '').slice(0, 60))
  return (
    <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }} role="search" aria-label={text.entries}>
      <TextField size="small" label={text.filters.event} placeholder="read." value={filter.event ?? ''} sx={{ width: 140 }} onChange={(event) => change({ event: letters(event.target.value) })} />
      <TextField select size="small" label={text.columns.outcome} value={filter.outcome ?? ''} sx={{ width: 120 }} onChange={(event) => change({ outcome: event.target.value === '' ? null : (event.target.value as 'done' | 'refused') })}>
        <MenuItem value="">{text.filters.any}</MenuItem>
        <MenuItem value="done">{text.outcome.done}</MenuItem>
        <MenuItem value="refused">{text.outcome.refused}</MenuItem>
      </TextField>
      <TextField select size="small" label={text.columns.user} value={filter.userId ?? ''} sx={{ width: 160 }} onChange={(event) => change({ userId: event.target.value === '' ? null : (event.target.value as UserId) })}>
        <MenuItem value="">{text.filters.any}</MenuItem>
        {people.map(({ userId, name }) => (
          <MenuItem key={userId} value={userId}>
            {name}
          </MenuItem>
        ))}
      </TextField>
      {(['from', 'to'] as const).map((end) => (
        <TextField key={end} size="small" type="date" label={text.filters[end]} value={filter[end] ?? ''} sx={{ width: 160 }} slotProps={{ inputLabel: { shrink: true } }} onChange={(event) => change({ [end]: orNull(event.target.value) })} />
      ))}
      <TextField size="small" label={text.columns.object} value={filter.object ?? ''} sx={{ flex: '1 1 200px', maxWidth: 340 }} slotProps={{ htmlInput: { maxLength: 200 } }} onChange={(event) => change({ object: orNull(event.target.value) })} />
    </Stack>
  )
}
