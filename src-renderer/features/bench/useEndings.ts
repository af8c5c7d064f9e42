import type { WorklistFilter } from '../../../src-shared/domain/case.ts'
import { noteStep } from '../../app/guide.ts'
import { navigate } from '../../app/routes.ts'
import type { BenchSession } from './record/session.ts'
import type { Reading } from './useReading.ts'
import { useSigning, type SigningSession } from './useSigning.ts'
import { useWay, type Way } from './useWay.ts'

/** How a case is left: signed and on to the next, stepped past, or its second reading given up. */
export interface Endings {
  readonly signing: SigningSession
  readonly way: Way
  readonly sign: () => Promise<void>
  readonly giveUp: (reason: string) => Promise<void>
}

export function useEndings(session: BenchSession, reading: Reading, filter: WorklistFilter): Endings {
  const signing = useSigning()
  const way = useWay(session.caseId, filter)
  const sign = async (): Promise<void> => {
    if (reading.readOnly || reading.read.phase === 'blind') return
    if (!signing.open) return signing.ask()
    await way.leave(async () => {
      const next = await way.nextUnresolved().catch(() => null)
      if (await session.sign()) {
        noteStep('sign')
        return way.go(next)
      }
      if (session.state().error?.code === 'auth.signingClosed') signing.closed()
    })
  }
  const giveUp = async (reason: string): Promise<void> => {
    const { seat } = session.state().view
    if ((await session.giveUp(reason)) && seat === 'second') navigate({ page: 'worklist', filter })
  }
  return { signing, way, sign, giveUp }
}
