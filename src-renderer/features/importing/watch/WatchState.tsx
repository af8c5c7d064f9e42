import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { WatchedImport, WatchStatus } from '../../../../src-shared/contract/watching.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { useLoad } from '../../../client/useLoad.ts'
import { errorSentence } from '../../../text/errors.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { Figures } from '../../../ui/Figures.tsx'
import { formatCount, formatDateTime } from '../../../ui/format.ts'
import { FileLists } from '../FileLists.tsx'

/** How the watched folder stands, and what came of the files that were found last. */
export function WatchState({ status: { state, lookedAt, unsettled, last } }: { readonly status: WatchStatus }) {
  const text = useText().watching
  const language = useLanguage()
  const isTrouble = state === 'unreachable' || state === 'stopped'
  return (
    <Box data-testid="watch-state" data-state={state} sx={{ display: 'flex', flexDirection: 'column', gap: 1.5, mt: 1 }}>
      <Typography variant="h2">{text.stateTitle}</Typography>
      {/* Told to a screen reader when it changes. */}
      <Box role="status" sx={{ maxWidth: 760 }}>
        {isTrouble ? <Alert severity="warning">▲ {text.state[state]}</Alert> : <Typography>{text.state[state]}</Typography>}
      </Box>
      {lookedAt !== null && state !== 'off' && (
        <Typography color="textSecondary">
          {text.lookedAt(formatDateTime(lookedAt))}
          {unsettled > 0 && ` · ${text.unsettled(formatCount(unsettled, language))}`}
        </Typography>
      )}
      {last === null ? <Typography color="textSecondary">{text.none}</Typography> : <LastImport key={last.jobId} last={last} />}
    </Box>
  )
}

function LastImport({ last }: { readonly last: WatchedImport }) {
  const text = useText()
  const language = useLanguage()
  const [open, setOpen] = useState(false)
  const { imported, alreadyKnown, rejected } = text.importing
  return (
    <>
      <Typography variant="h3">{text.watching.lastTitle(formatDateTime(last.at))}</Typography>
      <Figures
        figures={[
          { name: imported, value: last.imported },
          { name: alreadyKnown, value: last.alreadyKnown },
          { name: rejected, value: last.rejected },
        ]}
      />
      {last.error !== null && <Typography>▲ {errorSentence(last.error, {}, language)}</Typography>}
      <Box>
        <Button variant="outlined" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? text.watching.hide : text.watching.show}
        </Button>
      </Box>
      {open && <LastReport jobId={last.jobId} />}
    </>
  )
}

function LastReport({ jobId }: Pick<WatchedImport, 'jobId'>) {
  const client = useClient()
  const { loaded, reload } = useLoad(`import ${jobId}`, () => client.send('import.report', { jobId }))
  if (loaded.state === 'loading') return null
  if (loaded.state === 'failed') return <ErrorNotice error={loaded.error} onRetry={reload} />
  return <FileLists report={loaded.value} />
}
