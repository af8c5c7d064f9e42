import {
  createContext,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ComponentType,
  type ReactNode,
} from 'react'
import type { AppStatus, SessionInfo, Settings } from '../../src-shared/contract/account.ts'
import type { UserId } from '../../src-shared/domain/ids.ts'
import type { AppError } from '../../src-shared/errors.ts'
import type { Client } from '../client/client.ts'
import { useClient } from '../client/ClientContext.tsx'
import { asAppError } from '../client/useLoad.ts'
import { navigate, noFilter } from './routes.ts'

/** What changes the session; the functions stay the same for the life of the window. */
interface SessionActions {
  /** Call it with the receipt of every save: the store has read back what it wrote. */
  readonly noteSaved: (savedAt: string) => void
  readonly saveSettings: (settings: Settings) => Promise<void>
  readonly signedIn: (session: SessionInfo) => void
  /** Ends the session; the lock appears over the screen, which keeps its drafts. */
  readonly lock: () => Promise<void>
}

/** What every screen may know of the running program. True at all times: asked again whenever events may be missing. */
export interface Session extends SessionActions {
  readonly status: AppStatus
  readonly connected: boolean
}

const SessionContext = createContext<Session | null>(null)

interface SessionProviderProps {
  readonly children: ReactNode
  /** Shown until the program has answered for the first time. */
  readonly Waiting: ComponentType<{ readonly error: AppError | null }>
}

export function SessionProvider({ children, Waiting }: SessionProviderProps) {
  const client = useClient()
  const { status, error, connected, ...ways } = useStatus(client)
  const { change, refresh, arrive } = ways
  const actions = useMemo(() => sessionActions(client, { change, refresh, arrive }), [client, change, refresh, arrive])
  const session = useMemo(
    () => (status === null ? null : { status, connected, ...actions }),
    [status, connected, actions],
  )
  if (session === null) return <Waiting error={error} />
  return <SessionContext value={session}>{children}</SessionContext>
}

export function useSession(): Session {
  const session = use(SessionContext)
  if (session === null) throw new Error('useSession outside SessionProvider')
  return session
}

type Change = (next: (before: AppStatus) => AppStatus) => void

interface Answer {
  readonly status: AppStatus | null
  readonly error: AppError | null
}

/** The program's status, asked at the start, after each reconnection and whenever the session changes. */
function useStatus(client: Client) {
  const [{ status, error }, setAnswer] = useState<Answer>({ status: null, error: null })
  const [connected, setConnected] = useState(false)
  const change = useCallback<Change>(
    (next) => setAnswer((now) => (now.status === null ? now : { ...now, status: next(now.status) })),
    [],
  )
  const lastHere = useRef<UserId | null>(null)
  const arrive = useCallback((session: SessionInfo | null) => {
    if (session === null) return
    // Somebody else begins at the worklist, not where another person has left off.
    if (lastHere.current !== null && lastHere.current !== session.userId) navigate({ page: 'worklist', filter: noFilter }, { replace: true })
    lastHere.current = session.userId
  }, [])
  const refresh = useCallback(
    () =>
      askStatus(client).then((answer) => {
        arrive(answer.status?.session ?? null)
        return setAnswer((now) => ({ ...answer, status: answer.status ?? now.status }))
      }),
    [client, arrive],
  )
  useEffect(() => {
    void refresh()
    return client.subscribe(
      (event) => {
        if (event.kind === 'session.changed') void refresh()
        if (event.kind === 'engine.changed') change((before) => ({ ...before, engine: event.engine }))
      },
      (up) => {
        setConnected(up)
        if (up) void refresh()
      },
    )
  }, [client, refresh, change])
  return { status, error, connected, change, refresh, arrive }
}

const askStatus = (client: Client): Promise<Answer> =>
  client.send('app.status', {}).then(
    (status) => ({ status, error: null }),
    (failure: unknown) => ({ status: null, error: asAppError(failure) }),
  )

interface Ways {
  readonly change: Change
  readonly refresh: () => Promise<unknown>
  readonly arrive: (session: SessionInfo) => void
}

function sessionActions(client: Client, { change, refresh, arrive }: Ways): SessionActions {
  return {
    noteSaved: (savedAt) => change((before) => ({ ...before, savedAt })),
    saveSettings: async (wanted) => {
      const settings = await client.send('settings.save', wanted)
      change((before) => ({ ...before, settings }))
    },
    signedIn: (session) => {
      arrive(session)
      change((before) => ({ ...before, store: 'open', session }))
      void refresh()
    },
    lock: async () => {
      await client.send('session.close', {})
      change((before) => ({ ...before, store: 'closed', session: null }))
    },
  }
}
