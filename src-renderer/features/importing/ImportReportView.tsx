import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'
import type { ImportReport, RejectedFile } from '../../../src-shared/contract/jobs.ts'
import { navigate, noFilter } from '../../app/routes.ts'
import { errorSentence } from '../../text/errors.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import { byPlace } from '../../ui/byPlace.ts'
import { Figures } from '../../ui/Figures.tsx'

interface ImportReportViewProps {
  readonly report: ImportReport
  readonly cancelled: boolean
  readonly onAgain: () => void
}

/** What came of an import: the counts, and each file that was not taken with its reason. */
export function ImportReportView({ report, cancelled, onAgain }: ImportReportViewProps) {
  const text = useText().importing
  const passedOver = [
    { name: text.ignored, value: report.ignored },
    { name: text.notListed, value: report.notListed },
  ]
  return (
    <Box data-testid="import-report" sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
      <Typography variant="h2">{text.reportTitle}</Typography>
      {cancelled && <Typography>{text.cancelled}</Typography>}
      <Figures
        figures={[
          { name: text.imported, value: report.imported },
          { name: text.alreadyKnown, value: report.alreadyKnown },
          { name: text.cases, value: report.cases },
          { name: text.grouped, value: report.groupedImages },
          { name: text.rejected, value: report.rejected.length },
          ...passedOver.filter(({ value }) => value > 0),
        ]}
      />
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button variant="contained" onClick={() => navigate({ page: 'worklist', filter: noFilter })}>
          {text.toWorklist}
        </Button>
        <Button variant="outlined" onClick={onAgain}>
          {text.again}
        </Button>
      </Box>
      <RejectedFiles rejected={report.rejected} />
    </Box>
  )
}

function RejectedFiles({ rejected }: { readonly rejected: readonly RejectedFile[] }) {
  const text = useText().importing
  const language = useLanguage()
  if (rejected.length === 0) return <Typography color="textSecondary">{text.rejectedNone}</Typography>
  return (
    <Table aria-label={text.rejected}>
      <TableHead>
        <TableRow>
          <TableCell>{text.fileName}</TableCell>
          <TableCell>{text.reason}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {byPlace(rejected).map(({ place, item: { name, entry, code, detail } }) => (
          <TableRow key={place} data-code={code} sx={{ contentVisibility: 'auto' }}>
            <TableCell sx={{ overflowWrap: 'anywhere', minWidth: 160 }}>{entry === undefined ? name : `${name}/${entry}`}</TableCell>
            <TableCell>{errorSentence(code, detail, language)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
