import { useEffect, useState } from 'react'
import type { RestoreProgress } from '../../../src-shared/contract/recovery.ts'
import { useClient } from '../../client/ClientContext.tsx'

const askEveryMs = 500

/** How far a restoring is. Asked for: while the store is closed nobody gets events of jobs. */
export function useRestoreProgress(running: boolean): RestoreProgress {
  const client = useClient()
  const [progress, setProgress] = useState<RestoreProgress>(null)
  useEffect(() => {
    if (!running) return undefined
    const ask = (): void => void client.send('recovery.progress', {}).then(setProgress, () => undefined)
    const timer = setInterval(ask, askEveryMs)
    return () => {
      clearInterval(timer)
      setProgress(null)
    }
  }, [client, running])
  return progress
}
