import { useState } from 'react'
import type { ReportId } from '../../../../src-shared/domain/ids.ts'
import type { AppError } from '../../../../src-shared/errors.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { asAppError } from '../../../client/useLoad.ts'

interface TakeAway {
  readonly making: boolean
  readonly error: AppError | null
  readonly dismiss: () => void
  /** Has a file made and fetches it. */
  readonly take: (make: () => Promise<{ readonly reportId: ReportId }>) => Promise<void>
}

/** A file that is made for this person and leaves at once. */
export function useTakeAway(): TakeAway {
  const client = useClient()
  const [making, setMaking] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const take: TakeAway['take'] = async (make) => {
    setMaking(true)
    setError(null)
    try {
      await client.openReport((await make()).reportId)
    } catch (failure) {
      setError(asAppError(failure))
    } finally {
      setMaking(false)
    }
  }
  return { making, error, dismiss: () => setError(null), take }
}
