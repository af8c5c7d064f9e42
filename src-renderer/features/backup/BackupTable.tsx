import Button from '@mui/material/Button'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import type { BackupRow } from '../../../src-shared/contract/backup.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import { formatBytes, formatCount, formatDateTime } from '../../ui/format.ts'

interface BackupTableProps {
  readonly backups: readonly BackupRow[]
  readonly busy: boolean
  readonly onDrill: (backupId: string) => void
}

export function BackupTable({ backups, busy, onDrill }: BackupTableProps) {
  const text = useText().backup
  const language = useLanguage()
  return (
    <Table aria-label={text.title}>
      <TableHead>
        <TableRow>
          {(['createdAt', 'cases', 'images', 'bytes', 'drill', 'action'] as const).map((column) => (
            <TableCell key={column}>{text.columns[column]}</TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {backups.map(({ backupId, createdAt, cases, images, bytes, drill }) => (
          <TableRow key={backupId} data-backup={backupId} data-drill={drill === null ? 'none' : String(drill.ok)}>
            <TableCell>{formatDateTime(createdAt)}</TableCell>
            <TableCell>{formatCount(cases, language)}</TableCell>
            <TableCell>{formatCount(images, language)}</TableCell>
            <TableCell>{formatBytes(bytes)}</TableCell>
            <TableCell sx={{ color: drill === null ? 'text.secondary' : drill.ok ? 'success.main' : 'error.main' }}>
              {drill === null ? text.noDrill : drill.ok ? `✔ ${text.drillPassed(formatDateTime(drill.at))}` : `✕ ${text.drillFailed(formatDateTime(drill.at))}`}
            </TableCell>
            <TableCell>
              <Button variant="outlined" disabled={busy} onClick={() => onDrill(backupId)}>
                {text.drill}
              </Button>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
