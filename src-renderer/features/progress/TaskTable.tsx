import Link from '@mui/material/Link'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import type { TaskProgress } from '../../../src-shared/contract/progress.ts'
import { formatRoute, noFilter } from '../../app/routes.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import { formatCount } from '../../ui/format.ts'
import { ProgressBar } from './ProgressBar.tsx'

const counts = ['imported', 'analysed', 'read', 'signed', 'disputed'] as const

/** One row for each task: a bar, and the numbers it is drawn from. */
export function TaskTable({ tasks }: { readonly tasks: readonly TaskProgress[] }) {
  const text = useText()
  const language = useLanguage()
  return (
    <Table size="small" aria-label={text.progress.title}>
      <TableHead>
        <TableRow>
          <TableCell>{text.worklist.task}</TableCell>
          <TableCell sx={{ width: '40%' }}>{text.progress.bar}</TableCell>
          {counts.map((name) => (
            <TableCell key={name} align="right" title={text.progress.hints[name]}>
              {text.progress.counts[name]}
            </TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {tasks.map((each) => (
          <TableRow key={each.task} data-task={each.task}>
            <TableCell component="th" scope="row">
              <Link href={formatRoute({ page: 'worklist', filter: { ...noFilter, task: each.task } })}>{text.common.task[each.task]}</Link>
            </TableCell>
            <TableCell>
              <ProgressBar progress={each} />
            </TableCell>
            {counts.map((name) => (
              <TableCell key={name} align="right" data-count={name} sx={{ fontVariantNumeric: 'tabular-nums' }}>
                {formatCount(each[name], language)}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
