import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import ButtonBase from '@mui/material/ButtonBase'
import LinearProgress from '@mui/material/LinearProgress'
import Popover from '@mui/material/Popover'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { Job } from '../../src-shared/contract/jobs.ts'
import { errorSentence } from '../text/errors.ts'
import { useLanguage, useText } from '../text/useText.tsx'
import { formatCount } from '../ui/format.ts'
import { barButton } from './barButton.ts'
import { isActive, useJobs } from './jobs.tsx'

/** Finished jobs that stay in sight; older ones are in the reports of their pages. */
const shownJobs = 30

/** How many jobs run, and on a click each of them: progress, cancel, failures with their reasons. */
export function Queue() {
  const text = useText().frame
  const { jobs } = useJobs()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const active = jobs.filter(isActive)
  const failed = jobs.some((job) => job.state === 'failed' || job.failed > 0)
  return (
    <>
      <ButtonBase
        data-testid="queue"
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ ...barButton, color: failed ? 'warning.main' : 'text.secondary' }}
      >
        {text.queue(active.length)}
        {failed && ' ▲'}
      </ButtonBase>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
      >
        <Stack sx={{ p: 2, width: 400, maxHeight: 480, gap: 1.5, overflow: 'auto' }}>
          <Typography variant="h3">{text.queueTitle}</Typography>
          {jobs.length === 0 && <Typography color="textSecondary">{text.queueEmpty}</Typography>}
          {[...active, ...jobs.filter((job) => !isActive(job))].slice(0, shownJobs).map((job) => (
            <JobLine key={job.jobId} job={job} />
          ))}
        </Stack>
      </Popover>
    </>
  )
}

export function JobLine({ job }: { readonly job: Job }) {
  const text = useText().frame
  const language = useLanguage()
  const { cancel } = useJobs()
  const share = job.total === 0 ? 0 : (100 * job.done) / job.total
  return (
    <Box data-testid="job" data-state={job.state}>
      <Stack direction="row" sx={{ gap: 1, alignItems: 'center' }}>
        <Typography variant="body2" sx={{ flex: 1 }}>
          {text.jobKind[job.kind]} · {text.jobState[job.state]}
        </Typography>
        <Typography variant="body2" color="textSecondary">
          {job.total > 0 && `${formatCount(job.done, language)} / ${formatCount(job.total, language)}`}
        </Typography>
        {isActive(job) && (
          <Button aria-label={text.cancelJob} onClick={() => void cancel(job.jobId)}>
            {text.cancelJob}
          </Button>
        )}
      </Stack>
      {isActive(job) && <LinearProgress variant={job.total === 0 ? 'indeterminate' : 'determinate'} value={share} />}
      {job.failed > 0 && (
        <Typography variant="caption" color="warning" component="p">
          {text.jobFailed(job.failed)}
        </Typography>
      )}
      {job.error !== null && (
        <Typography variant="caption" color="error" component="p">
          {errorSentence(job.error, {}, language)}
        </Typography>
      )}
    </Box>
  )
}
