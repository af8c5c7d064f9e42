import type { AppError } from '../../src-shared/errors.ts'
import { useClient } from '../client/ClientContext.tsx'
import { asAppError } from '../client/useLoad.ts'
import { restartGuide } from './guide.ts'
import { useSession } from './session.tsx'

/** Brings the sample cases in and shows the way to the first signed one. */
export function useSamples(onError: (error: AppError) => void): { readonly open: () => Promise<void> } {
  const client = useClient()
  const { status, saveSettings } = useSession()
  const open = async (): Promise<void> => {
    try {
      await client.send('samples.open', {})
      restartGuide()
      await saveSettings({ ...status.settings, guide: true })
    } catch (error) {
      onError(asAppError(error))
    }
  }
  return { open }
}
