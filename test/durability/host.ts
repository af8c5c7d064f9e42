import { writeSync } from 'node:fs'
import { createDispatch, type Dispatch } from '../../src-main/app/dispatch.ts'
import { createHandlers } from '../../src-main/app/handlers.ts'
import { createServices, type Services } from '../../src-main/app/services.ts'
import { createWork } from '../../src-main/app/work.ts'
import { allPeople } from '../../src-main/store/users.ts'

/**
 * A real host with its owner signed in. The store's key is handed over as hexadecimal digits, so that a life costs
 * milliseconds and not a password hash; no analyses run beside, whose engine's start would be most of a life.
 */
export async function startHost(storeFolder: string, keyHex: string): Promise<{ readonly services: Services; readonly dispatch: Dispatch }> {
  const services = createServices({ storeFolder, modelsFolder: storeFolder, host: 'loopback' })
  await services.store.open(Buffer.from(keyHex, 'hex'))
  const [owner] = allPeople(services.store.database())
  if (owner === undefined) throw new Error('The store has no owner')
  services.session.begin(owner)
  const dispatch = createDispatch({
    handlers: createHandlers(services, createWork(services, 'whenAsked')),
    caller: () => services.access.caller(),
    report: (error, name) => services.log.incident(error, name),
  })
  return { services, dispatch }
}

/** A line straight into the pipe: what the reader has got, the program has promised. */
export const say = (line: string): void => void writeSync(1, `${line}\n`)
