import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import type { AuditEntry } from '../../../src-shared/contract/store.ts'
import { useText } from '../../text/useText.tsx'
import { formatDateTime } from '../../ui/format.ts'

const columnNames = ['sequence', 'at', 'event', 'outcome', 'user', 'object'] as const

export function AuditTable({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const text = useText().admin
  return (
    <Table aria-label={text.entries}>
      <TableHead>
        <TableRow>
          {columnNames.map((name) => (
            <TableCell key={name}>{text.columns[name]}</TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {entries.map((entry) => (
          <TableRow key={entry.sequence} data-event={entry.event}>
            <TableCell>{entry.sequence}</TableCell>
            <TableCell sx={{ whiteSpace: 'nowrap' }}>{formatDateTime(entry.at)}</TableCell>
            <TableCell>
              <code>{entry.event}</code>
            </TableCell>
            <TableCell sx={{ color: entry.outcome === 'refused' ? 'warning.main' : undefined, whiteSpace: 'nowrap' }}>
              {entry.outcome === 'refused' && '▲ '}
              {text.outcome[entry.outcome]}
            </TableCell>
            <TableCell>{entry.user ?? '–'}</TableCell>
            <TableCell sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>{entry.object ?? '–'}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
