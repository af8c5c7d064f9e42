import packageFile from '../../../package.json' with { type: 'json' }
import type { AppStatus, SessionInfo } from '../../../src-shared/contract/account.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'

type AccountCalls =
  | 'app.status' | 'owner.create' | 'session.open' | 'session.recover' | 'password.change' | 'session.close' | 'signing.open' | 'settings.save'

/** Who is here. Signing in and out keep their own audit rows: the store is closed before the one and after the other. */
export function accountHandlers(services: Services): Pick<Handlers, AccountCalls> {
  const { access, facts, audited, store } = services
  return {
    'app.status': () => appStatus(services, access.info()),
    'owner.create': ({ name, password }) => access.createOwner(name, password),
    'session.open': ({ name, password }) => access.signIn(name, password),
    'session.recover': (request) => access.recover({ ...request, name: request.name ?? null }),
    'password.change': ({ password, newPassword }) => access.changePassword(password, newPassword),
    'session.close': () => {
      access.signOut()
      return null
    },
    'signing.open': async ({ password }) => ({ signingMs: Math.ceil(await access.openSigning(password)) }),
    'settings.save': (settings, caller) => {
      facts.save(settings)
      // Before signing in there is no audit to write to; language and theme are nobody's data.
      if (caller.userId !== null && store.isOpen()) audited.run('settings.save', caller, () => ({ value: null }))
      return settings
    },
  }
}

function appStatus({ host, access, facts, engine, jobs, saves }: Services, session: SessionInfo | null): AppStatus {
  return {
    version: packageFile.version,
    host,
    store: access.storeState(),
    session,
    settings: facts.settings(),
    engine: engine.status(),
    savedAt: saves.lastReadBackAt,
    queuedJobs: jobs.list().filter(({ state }) => state === 'queued' || state === 'running').length,
  }
}
