import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { tasks, type Task } from '../../../src-shared/domain/case.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { useLoad } from '../../client/useLoad.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { formatCount } from '../../ui/format.ts'
import { PageBody } from '../../ui/PageBody.tsx'
import { AgreementTable } from './AgreementTable.tsx'

/** Below this many cases an interval says little. */
const fewCases = 20

/** How far two readers agree, label by label. */
export function AgreementPage() {
  const text = useText()
  const language = useLanguage()
  const client = useClient()
  const [task, setTask] = useState<Task>('chestxray14')
  const { loaded, reload } = useLoad(`agreement ${task}`, () => client.send('agreement.show', { task }))
  const choice = (
    <TextField select size="small" label={text.agreement.task} value={task} onChange={(event) => setTask(event.target.value as Task)} sx={{ minWidth: 180 }}>
      {tasks.map((each) => (
        <MenuItem key={each} value={each}>
          {text.common.task[each]}
        </MenuItem>
      ))}
    </TextField>
  )
  return (
    <PageBody title={text.agreement.title} action={choice}>
      <Typography color="textSecondary">{text.agreement.hint}</Typography>
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} onRetry={reload} />}
      {loaded.state === 'ready' && loaded.value.cases === 0 && (
        <EmptyState title={text.agreement.emptyTitle} hint={text.agreement.emptyHint} />
      )}
      {loaded.state === 'ready' && loaded.value.cases > 0 && (
        <>
          <Typography role="status" data-testid="paired-cases" data-count={loaded.value.cases}>
            {text.agreement.cases(formatCount(loaded.value.cases, language))}
            {loaded.value.cases < fewCases && ` · ${text.agreement.few}`}
          </Typography>
          <AgreementTable task={task} labels={loaded.value.labels} />
        </>
      )}
    </PageBody>
  )
}
