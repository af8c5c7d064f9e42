import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import Typography from '@mui/material/Typography'
import { useMemo, useState, useSyncExternalStore } from 'react'
import type { Task } from '../../../src-shared/domain/case.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { useLanguage, useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { formatCount } from '../../ui/format.ts'
import { PageBody } from '../../ui/PageBody.tsx'
import { isSystemFile, type ChosenFile } from './chosenFiles.ts'
import { FileChoice } from './FileChoice.tsx'
import { ImportReportView } from './ImportReportView.tsx'
import { importRunOf, type ImportOrder } from './importRun.ts'
import { LabelsForm } from './labels/LabelsForm.tsx'
import { firstRule, ruleOf, suggestRule } from './patientRule.ts'
import { RuleChoice } from './RuleChoice.tsx'
import { TaskChoice } from './TaskChoice.tsx'
import { WatchTab } from './watch/WatchTab.tsx'

/** Pictures, now or as they come into a folder, and labels that others gave them. */
export function ImportPage() {
  const text = useText().importing
  const [tab, setTab] = useState<'pictures' | 'watched' | 'labels'>('pictures')
  return (
    <PageBody title={text.title}>
      <Tabs value={tab} onChange={(_, next: typeof tab) => setTab(next)} aria-label={text.title}>
        <Tab value="pictures" label={text.tabs.pictures} />
        <Tab value="watched" label={text.tabs.watched} data-testid="watched-tab" />
        <Tab value="labels" label={text.tabs.labels} data-testid="labels-tab" />
      </Tabs>
      {tab === 'pictures' && <PictureImport />}
      {tab === 'watched' && <WatchTab />}
      {tab === 'labels' && <LabelsForm />}
    </PageBody>
  )
}

/** From chosen files to the report. Leaving the page does not stop a running import. */
function PictureImport() {
  const text = useText().importing
  const client = useClient()
  const run = useMemo(() => importRunOf(client), [client])
  const state = useSyncExternalStore(run.subscribe, run.state)
  return (
    <>
      {state.phase === 'failed' && <ErrorNotice error={state.error} onClose={run.reset} />}
      {(state.phase === 'idle' || state.phase === 'failed') && <OrderForm onStart={(order) => void run.start(order)} />}
      {state.phase === 'handing' && <Progress name={text.handing} done={state.done} total={state.total} onCancel={() => void run.cancel()} />}
      {state.phase === 'running' && (
        <Progress
          name={text.running}
          done={state.job?.done ?? 0}
          total={state.job?.total ?? 0}
          onCancel={() => void run.cancel()}
        />
      )}
      {state.phase === 'finished' && <ImportReportView report={state.report} cancelled={state.cancelled} onAgain={run.reset} />}
    </>
  )
}

function OrderForm({ onStart }: { readonly onStart: (order: ImportOrder) => void }) {
  const text = useText().importing
  const [chosen, setChosen] = useState<readonly ChosenFile[]>([])
  const [rule, setRule] = useState(firstRule)
  const [task, setTask] = useState<Task | null>(null)
  const files = useMemo(() => chosen.filter((file) => !isSystemFile(file)), [chosen])
  const patients = ruleOf(rule)
  const choose = (next: readonly ChosenFile[]): void => {
    setChosen(next)
    setRule({ ...rule, kind: suggestRule(next.filter((file) => !isSystemFile(file))) })
  }
  return (
    <>
      <FileChoice files={chosen} onChange={choose} />
      <RuleChoice form={rule} files={files} onChange={setRule} />
      <TaskChoice task={task} onChange={setTask} />
      <Box>
        <Button
          size="large"
          variant="contained"
          disabled={files.length === 0 || patients === null}
          onClick={() => patients !== null && onStart({ files, task, patients })}
        >
          {text.start}
        </Button>
      </Box>
    </>
  )
}

interface ProgressProps {
  readonly name: string
  readonly done: number
  readonly total: number
  readonly onCancel: () => void
}

function Progress({ name, done, total, onCancel }: ProgressProps) {
  const text = useText().importing
  const language = useLanguage()
  return (
    <Box role="status" sx={{ display: 'flex', flexDirection: 'column', gap: 1, maxWidth: 640 }}>
      <Typography>
        {name} · {formatCount(done, language)} / {formatCount(total, language)}
      </Typography>
      <LinearProgress
        variant={total === 0 ? 'indeterminate' : 'determinate'}
        value={total === 0 ? 0 : (100 * done) / total}
      />
      <Box>
        <Button variant="outlined" onClick={onCancel}>
          {text.cancel}
        </Button>
      </Box>
    </Box>
  )
}
