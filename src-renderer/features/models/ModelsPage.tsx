import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { ModelRow } from '../../../src-shared/contract/models.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { EngineAttempts } from '../../app/EngineState.tsx'
import { useSession } from '../../app/session.tsx'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError, useLoad } from '../../client/useLoad.ts'
import { useText } from '../../text/useText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { PageBody } from '../../ui/PageBody.tsx'
import { ModelDetail } from './ModelDetail.tsx'
import { ModelTable } from './ModelTable.tsx'
import { ModelTabs } from './ModelTabs.tsx'

type Verification =
  | { readonly state: 'none' | 'running' }
  | { readonly state: 'done'; readonly models: readonly ModelRow[] }
  | { readonly state: 'failed'; readonly error: AppError }

/** Every model with its verdict, metrics and card, and the engine that runs them. */
export function ModelsPage() {
  const text = useText().models
  const client = useClient()
  const { loaded, reload } = useLoad('models', () => client.send('model.list', {}))
  const [verified, setVerified] = useState<Verification>({ state: 'none' })
  const verify = async (): Promise<void> => {
    setVerified({ state: 'running' })
    try {
      setVerified({ state: 'done', models: await client.send('model.verify', {}) })
    } catch (error) {
      setVerified({ state: 'failed', error: asAppError(error) })
    }
  }
  const models = verified.state === 'done' ? verified.models : loaded.state === 'ready' ? loaded.value : null
  return (
    <PageBody
      title={text.title}
      action={
        <Button variant="outlined" disabled={verified.state === 'running'} onClick={() => void verify()}>
          {verified.state === 'running' ? text.verifying : text.verify}
        </Button>
      }
    >
      <ModelTabs page="models" />
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} onRetry={reload} />}
      {verified.state === 'failed' && <ErrorNotice error={verified.error} />}
      {models && <ModelOverview models={models} />}
      <EngineReport />
    </PageBody>
  )
}

function ModelOverview({ models }: { readonly models: readonly ModelRow[] }) {
  const text = useText().models
  const [chosenId, setChosenId] = useState<string | null>(null)
  const chosen = models.find(({ id }) => id === chosenId) ?? models[0]
  if (chosen === undefined) return <EmptyState title={text.emptyTitle} hint={text.empty} />
  return (
    <>
      <ModelTable models={models} chosenId={chosen.id} onChoose={setChosenId} />
      <ModelDetail model={chosen} />
    </>
  )
}

function EngineReport() {
  const text = useText()
  const { engine } = useSession().status
  return (
    <>
      <Typography variant="h2">{text.models.engine}</Typography>
      <Typography color="textSecondary">
        {text.frame.engine[engine.state]} · {text.models.restarts(engine.restarts)}
      </Typography>
      <EngineAttempts attempts={engine.attempts} />
    </>
  )
}
