import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CallName, Input, Output } from '../../src-shared/contract/contract.ts'
import { unwrap } from '../../src-shared/contract/contract.ts'
import { AppError } from '../../src-shared/errors.ts'
import { createDispatch } from '../app/dispatch.ts'
import { createHandlers } from '../app/handlers.ts'
import { createServices, type Services } from '../app/services.ts'
import { createWork, type Work } from '../app/work.ts'
import type { StoreOptions } from './storeOptions.ts'

export const modelsFolder = fileURLToPath(new URL('../../models', import.meta.url))

/** The services of one store with its owner signed in, as a command uses them. */
export interface OpenedStore {
  readonly services: Services
  readonly work: Work
  /** A call, exactly as a host makes it. Throws the AppError the reply carries. */
  readonly call: <N extends CallName>(name: N, input: Input<N>) => Promise<Output<N>>
}

/**
 * Opens the store with its password, runs `work`, and closes it whatever happens.
 * Throws AppError `store.missing`, `store.inUse`, `auth.wrongPassword` (also for no password at all), `auth.lockedOut`,
 * `auth.mustChange`.
 */
export async function withStore<T>(options: StoreOptions, work: (opened: OpenedStore) => Promise<T>): Promise<T> {
  const password = readPassword(options.passwordFile)
  if (!existsSync(join(options.store, 'keys.json'))) throw new AppError('store.missing')
  const services = createServices({ storeFolder: options.store, modelsFolder, host: 'loopback' })
  try {
    const session = await services.access.signIn(options.user ?? null, password)
    if (session.mustChangePassword) throw new AppError('auth.mustChange')
    return await work(openedStore(services))
  } finally {
    await services.close()
  }
}

/** Runs `work` with the services of a folder in which nobody has signed in, whether or not a store is there yet. */
export async function withClosedStore<T>(folder: string, work: (services: Services) => Promise<T>): Promise<T> {
  const services = createServices({ storeFolder: folder, modelsFolder, host: 'loopback' })
  try {
    return await work(services)
  } finally {
    await services.close()
  }
}

/**
 * Makes a store with its owner and answers the recovery key, which is shown this once.
 * Throws AppError `store.exists`, `contract.wrongUse` for a folder that holds something else, `auth.weakPassword`.
 */
export async function createStore(options: StoreOptions & { readonly owner: string }): Promise<string> {
  const password = readPassword(options.passwordFile)
  refuseForeignFolder(options.store)
  const services = createServices({ storeFolder: options.store, modelsFolder, host: 'loopback' })
  try {
    const { call } = openedStore(services)
    const { recoveryKey } = await call('owner.create', { name: options.owner, password })
    return recoveryKey
  } finally {
    await services.close()
  }
}

function openedStore(services: Services): OpenedStore {
  const work = createWork(services, 'whenAsked')
  const dispatch = createDispatch({
    handlers: createHandlers(services, work),
    caller: services.access.caller,
    report: (error, callName) => services.log.incident(error, callName),
  })
  return { services, work, call: async (name, input) => unwrap(await dispatch(name, input)) }
}

/** The file's text without its last line end. Throws AppError `auth.wrongPassword` when there is none. */
export function readPassword(path: string | undefined): string {
  if (path === undefined) throw new AppError('auth.wrongPassword')
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/u, '')
  } catch (cause) {
    throw new AppError('auth.wrongPassword', {}, { cause })
  }
}

function refuseForeignFolder(folder: string): void {
  if (existsSync(join(folder, 'ctranscnn.db'))) throw new AppError('store.exists')
  if (!existsSync(folder) || existsSync(join(folder, 'store.json'))) return
  let names: readonly string[]
  try {
    names = readdirSync(folder)
  } catch (cause) {
    throw new AppError('contract.wrongUse', { field: 'store', reason: 'notAFolder' }, { cause })
  }
  if (names.length > 0) throw new AppError('contract.wrongUse', { field: 'store', reason: 'notEmpty' })
}
