import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { navigate } from '../../../app/routes.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { useLoad } from '../../../client/useLoad.ts'
import { useText } from '../../../text/useText.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { PageBody } from '../../../ui/PageBody.tsx'
import { ModelTabs } from '../ModelTabs.tsx'
import { PerformanceOfModel } from './PerformanceOfModel.tsx'

/** How good a model is: what its card says, and how it stands to what was signed here. Without an id the first classifier. */
export function PerformancePage({ modelId }: { readonly modelId: string | null }) {
  const text = useText()
  const client = useClient()
  const { loaded, reload } = useLoad('models', () => client.send('model.list', {}))
  const ids = loaded.state === 'ready' ? loaded.value.filter(({ kind }) => kind === 'classifier').map(({ id }) => id) : []
  const shown = modelId ?? ids[0] ?? null
  // A version added here has a name of its own and is reached from the list of versions.
  const choices = shown === null || ids.includes(shown) ? ids : [...ids, shown]
  return (
    <PageBody title={text.models.title}>
      <ModelTabs page="performance" />
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} onRetry={reload} />}
      {loaded.state === 'ready' && shown === null && <EmptyState title={text.models.emptyTitle} hint={text.models.empty} />}
      {loaded.state === 'ready' && shown !== null && (
        <>
          <TextField
            select
            label={text.performance.model}
            value={shown}
            sx={{ maxWidth: 360 }}
            onChange={({ target }) => navigate({ page: 'performance', modelId: target.value })}
          >
            {choices.map((id) => (
              <MenuItem key={id} value={id}>
                {id}
              </MenuItem>
            ))}
          </TextField>
          <PerformanceOfModel key={shown} modelId={shown} />
        </>
      )}
    </PageBody>
  )
}
