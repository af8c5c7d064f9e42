import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Paper from '@mui/material/Paper'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { ExportReport } from '../../../src-shared/contract/jobs.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError } from '../../client/useLoad.ts'
import { useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { Figures } from '../../ui/Figures.tsx'
import { formatBytes, formatDateTime } from '../../ui/format.ts'

/** Frozen exports, newest first: what is in them, their files with hashes, and the way to the files. */
export function ExportList({ reports }: { readonly reports: readonly ExportReport[] }) {
  const text = useText().exporting
  if (reports.length === 0) return <Typography color="textSecondary">{text.listEmpty}</Typography>
  return reports.map((report) => <ExportItem key={report.exportId} report={report} />)
}

function ExportItem({ report }: { readonly report: ExportReport }) {
  const text = useText().exporting
  const client = useClient()
  const [error, setError] = useState<AppError | null>(null)
  const open = (): void => {
    client.openExport(report.exportId).catch((failure: unknown) => setError(asAppError(failure)))
  }
  return (
    <Paper
      variant="outlined"
      data-testid="export"
      data-format={report.format}
      sx={{ p: 2, display: 'flex', flexDirection: 'column', gap: 1.5 }}
    >
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'center' }}>
        <Typography variant="h3">{text.formats[report.format]}</Typography>
        <Typography color="textSecondary">{formatDateTime(report.createdAt)}</Typography>
        <Box sx={{ flex: 1 }} />
        {report.inStore && (
          <Button variant="outlined" onClick={open}>
            {text.open}
          </Button>
        )}
      </Box>
      <Figures
        figures={[
          { name: text.cases, value: report.cases },
          { name: text.images, value: report.images },
          { name: text.patients, value: report.patients },
          { name: text.grouped, value: report.groupedPatients },
        ]}
      />
      {error && <ErrorNotice error={error} />}
      <FileHashes files={report.files} />
    </Paper>
  )
}

function FileHashes({ files }: Pick<ExportReport, 'files'>) {
  const text = useText().exporting
  return (
    <details>
      <summary>{text.showFiles(files.length)}</summary>
      <Box component="ul" sx={{ maxHeight: 320, overflow: 'auto', m: 0, pl: 2 }}>
        {files.map(({ path, bytes, sha256 }) => (
          <Box component="li" key={path} sx={{ contentVisibility: 'auto', overflowWrap: 'anywhere' }}>
            {path} · {formatBytes(bytes)} · <code>{sha256}</code>
          </Box>
        ))}
      </Box>
    </details>
  )
}
