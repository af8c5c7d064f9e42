import { onTestFinished } from 'vitest'
import { createDispatch } from '../../src-main/app/dispatch.ts'
import { createHandlers } from '../../src-main/app/handlers.ts'
import { createServices, type Services, type ServicesOptions } from '../../src-main/app/services.ts'
import type { CallName, Input, Output } from '../../src-shared/contract/contract.ts'
import { unwrap } from '../../src-shared/contract/contract.ts'
import { testClock, type TestClock } from './clock.ts'
import { temporaryFolder } from './folder.ts'

export const ownerName = '李 Owner'
export const ownerPassword = 'correct horse battery'

/** The real program on a folder of its own, spoken to through its one door. */
export interface TestWorkstation {
  readonly folder: string
  readonly services: Services
  readonly clock: TestClock
  /** Calls through dispatch; throws the AppError a refusal carries. */
  readonly send: <N extends CallName>(name: N, input: unknown) => Promise<Output<N>>
  readonly close: () => Promise<void>
}

export function startWorkstation(options: Partial<ServicesOptions> & { readonly clock?: TestClock } = {}): TestWorkstation {
  const folder = options.storeFolder ?? temporaryFolder()
  const clock = options.clock ?? testClock()
  const services = createServices({ modelsFolder: folder, host: 'loopback', ...options, storeFolder: folder, clock })
  const dispatch = createDispatch({
    handlers: createHandlers(services),
    caller: () => services.access.caller(),
    report: (error, name) => services.log.incident(error, name),
  })
  let open = true
  const close = async (): Promise<void> => {
    if (open) await services.close()
    open = false
  }
  onTestFinished(close)
  return { folder, services, clock, close, send: async (name, input) => unwrap(await dispatch(name, input)) }
}

/** The same, with its owner signed in. */
export async function startOwned(options: Parameters<typeof startWorkstation>[0] = {}): Promise<TestWorkstation & { readonly recoveryKey: string }> {
  const workstation = startWorkstation(options)
  const { recoveryKey } = await workstation.send('owner.create', { name: ownerName, password: ownerPassword } satisfies Input<'owner.create'>)
  return { ...workstation, recoveryKey }
}
