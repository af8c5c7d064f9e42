import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import { useState } from 'react'
import { useClient } from '../../../client/ClientContext.tsx'
import { useLoad } from '../../../client/useLoad.ts'
import { useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { VersionPerformance } from './VersionPerformance.tsx'

/** The versions of one model; figures of different weights are never put together. */
export function PerformanceOfModel({ modelId }: { readonly modelId: string }) {
  const text = useText()
  const client = useClient()
  const { loaded, reload } = useLoad(modelId, () => client.send('model.performance', { modelId }))
  const [chosen, setChosen] = useState(0)
  if (loaded.state === 'failed') return <ErrorNotice error={loaded.error} onRetry={reload} />
  if (loaded.state === 'loading') return <p role="status">{text.common.loading}</p>
  const found = loaded.value
  const shown = found[chosen] ?? found[0]
  if (shown === undefined) return null
  return (
    <>
      {found.length > 1 && (
        <Tabs value={found.indexOf(shown)} onChange={(_, index: number) => setChosen(index)} aria-label={text.performance.version}>
          {found.map(({ version, sha256 }, index) => (
            <Tab key={`${version} ${sha256}`} value={index} label={`${text.performance.version} ${version}`} />
          ))}
        </Tabs>
      )}
      <VersionPerformance key={`${shown.version} ${shown.sha256}`} performance={shown} />
    </>
  )
}
