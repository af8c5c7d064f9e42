import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { useClient } from '../../client/ClientContext.tsx'
import { useLoad } from '../../client/useLoad.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { PageBody } from '../../ui/PageBody.tsx'
import { LabelSetEditor } from './LabelSetEditor.tsx'

/** The label sets: what is asked, in which words, and what became of what was asked before. */
export function LabelSetsPage() {
  const text = useText().labels
  const language = useLanguage()
  const client = useClient()
  const { loaded, reload } = useLoad('labels', () => client.send('labels.list', {}))
  const [chosenId, setChosenId] = useState<string | null>(null)
  const views = loaded.state === 'ready' ? loaded.value : []
  const chosen = views.find(({ set }) => set.id === chosenId) ?? views[0]
  return (
    <PageBody title={text.title}>
      <Typography color="textSecondary">{text.hint}</Typography>
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} onRetry={reload} />}
      {chosen !== undefined && (
        <>
          <Tabs value={chosen.set.id} onChange={(_, id: string) => setChosenId(id)} aria-label={text.title}>
            {views.map(({ set }) => (
              <Tab key={set.id} value={set.id} label={`${set.name[language]} · ${text.version(set.version)}`} />
            ))}
          </Tabs>
          <LabelSetEditor key={`${chosen.set.id} ${chosen.set.version}`} view={chosen} onSaved={reload} />
        </>
      )}
    </PageBody>
  )
}
