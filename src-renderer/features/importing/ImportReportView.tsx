import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import type { ImportReport } from '../../../src-shared/contract/jobs.ts'
import { navigate, noFilter } from '../../app/routes.ts'
import { useText } from '../../text/useText.tsx'
import { Figures } from '../../ui/Figures.tsx'
import { FileLists } from './FileLists.tsx'

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
      <FileLists report={report} />
    </Box>
  )
}
