import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import { useMemo, useState } from 'react'
import type { Task } from '../../../src-shared/domain/case.ts'
import { useText } from '../../text/useText.tsx'
import { PageBody } from '../../ui/PageBody.tsx'
import { isSystemFile, type ChosenFile } from './chosenFiles.ts'
import { DimseTab } from './dimse/DimseTab.tsx'
import { FileChoice } from './FileChoice.tsx'
import type { ImportOrder } from './importRun.ts'
import { ImportRunView } from './ImportRunView.tsx'
import { LabelsForm } from './labels/LabelsForm.tsx'
import { PacsTab } from './pacs/PacsTab.tsx'
import { firstRule, ruleOf, suggestRule } from './patientRule.ts'
import { RuleChoice } from './RuleChoice.tsx'
import { TaskChoice } from './TaskChoice.tsx'
import { WatchTab } from './watch/WatchTab.tsx'

/** Pictures, chosen, as they come into a folder or from a PACS, and labels that others gave them. */
export function ImportPage() {
  const text = useText().importing
  const [tab, setTab] = useState<'pictures' | 'watched' | 'pacs' | 'dimse' | 'labels'>('pictures')
  return (
    <PageBody title={text.title}>
      <Tabs value={tab} onChange={(_, next: typeof tab) => setTab(next)} aria-label={text.title}>
        <Tab value="pictures" label={text.tabs.pictures} />
        <Tab value="watched" label={text.tabs.watched} data-testid="watched-tab" />
        <Tab value="pacs" label={text.tabs.pacs} data-testid="pacs-tab" />
        <Tab value="dimse" label={text.tabs.dimse} data-testid="dimse-tab" />
        <Tab value="labels" label={text.tabs.labels} data-testid="labels-tab" />
      </Tabs>
      {tab === 'pictures' && <PictureImport />}
      {tab === 'watched' && <WatchTab />}
      {tab === 'pacs' && <PacsTab />}
      {tab === 'dimse' && <DimseTab />}
      {tab === 'labels' && <LabelsForm />}
    </PageBody>
  )
}

/** From chosen files to the report. */
const PictureImport = () => <ImportRunView>{(run) => <OrderForm onStart={(order) => void run.start(order)} />}</ImportRunView>

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
