import Link from '@mui/material/Link'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'
import type { ReaderProgress } from '../../../src-shared/contract/progress.ts'
import { formatRoute, noFilter } from '../../app/routes.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import { formatCount, formatDuration } from '../../ui/format.ts'

const counts = ['waiting', 'open', 'signed'] as const

/** What waits for each person and what they have done; a name leads to the cases assigned to them. */
export function ReaderTable({ readers }: { readonly readers: readonly ReaderProgress[] }) {
  const text = useText().progress
  const language = useLanguage()
  const timed = readers.some(({ reading }) => reading !== null)
  if (readers.length === 0) return <Typography color="textSecondary">{text.noReaders}</Typography>
  return (
    <Table size="small" aria-label={text.readers} sx={{ maxWidth: 640 }}>
      <TableHead>
        <TableRow>
          <TableCell>{text.person}</TableCell>
          {counts.map((name) => (
            <TableCell key={name} align="right">
              {text.readerCounts[name]}
            </TableCell>
          ))}
          {timed && <TableCell align="right">{text.readingMedian}</TableCell>}
          {timed && <TableCell align="right">{text.readingTotal}</TableCell>}
        </TableRow>
      </TableHead>
      <TableBody>
        {readers.map((reader) => (
          <TableRow key={reader.userId}>
            <TableCell component="th" scope="row">
              <Link href={formatRoute({ page: 'worklist', filter: { ...noFilter, assigned: reader.userId } })}>{reader.name}</Link>
            </TableCell>
            {counts.map((name) => (
              <TableCell key={name} align="right" data-count={name} sx={{ fontVariantNumeric: 'tabular-nums' }}>
                {formatCount(reader[name], language)}
              </TableCell>
            ))}
            {timed && <Duration seconds={reader.reading?.medianSeconds} />}
            {timed && <Duration seconds={reader.reading?.totalSeconds} />}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

const Duration = ({ seconds }: { readonly seconds: number | undefined }) => (
  <TableCell align="right" data-duration sx={{ fontVariantNumeric: 'tabular-nums' }}>
    {seconds === undefined ? '–' : formatDuration(seconds)}
  </TableCell>
)
