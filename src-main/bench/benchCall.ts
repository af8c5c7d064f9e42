import { randomUUID } from 'node:crypto'
import { unwrap } from '../../src-shared/contract/contract.ts'
import { createDispatch } from '../app/dispatch.ts'
import { createHandlers } from '../app/handlers.ts'
import type { Services } from '../app/services.ts'

/** A call at the contract, as a host makes it; throws the AppError of its reply. */
export type BenchCall = <O>(name: string, input: unknown) => Promise<O>

/** Makes the owner of a bench's store, signed in, and answers the way to its calls. */
export async function benchCalls(services: Services): Promise<BenchCall> {
  const dispatch = createDispatch({
    handlers: createHandlers(services),
    caller: () => services.access.caller(),
    report: (error, name) => services.log.incident(error, name),
  })
  await services.access.createOwner('Bench', randomUUID())
  return async (name, input) => unwrap(await dispatch(name, input))
}
