import type { Colleague } from '../../../src-shared/contract/worklist.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { useLoad } from '../../client/useLoad.ts'

/** Everybody who works here; null until they are known. */
export function useColleagues(): readonly Colleague[] | null {
  const client = useClient()
  const { loaded } = useLoad('colleagues', () => client.send('people.here', {}))
  return loaded.state === 'ready' ? loaded.value : null
}
