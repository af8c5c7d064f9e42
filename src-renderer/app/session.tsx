import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import type { AppStatus, SessionInfo, Settings } from '../../src-shared/contract/account.ts'
import type { AppEvent } from '../../src-shared/contract/events.ts'
import type { AppError } from '../../src-shared/errors.ts'
import { useClient } from '../client/ClientContext.tsx'
import { asAppError } from '../client/useLoad.ts'

/** What every screen may know of the running program. True at all times: asked again whenever events may be missing. */
export interface Session {
  readonly status: AppStatus
  readonly connected: boolean
  /** Call it with the receipt of every save: the store has read back what it wrote. */
  readonly noteSaved: (savedAt: string) => void
  readonly saveSettings: (settings: Settings) => Promise<void>
  readonly signedIn: (session: SessionInfo) => void
  /** Ends the session; the lock appears over the screen, which keeps its drafts. */
  readonly lock: () => Promise<void>
}

const SessionContext = createContext<Session | null>(null)

interface SessionProviderProps {
  readonly children: ReactNode
  /** Shown until the program has answered for the first time. */
  readonly waiting: (error: AppError | null) => ReactNode
}

export function SessionProvider({ children, waiting }: SessionProviderProps) {
  const client = useClient()
  const [status, setStatus] = useState<AppStatus | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const [connected, setConnected] = useState(false)
  const change = useCallback((next: (before: AppStatus) => AppStatus) => setStatus((now) => (now === null ? now : next(now))), [])
  const refresh = useCallback(async () => {
    try {
      setStatus(await client.send('app.status', {}))
      setError(null)
    } catch (failure) {
      setError(asAppError(failure))
    }
  }, [client])

  useEffect(() => {
    void refresh()
    return client.subscribe(
      (event) => {
        if (event.kind === 'session.changed') void refresh()
        else change((before) => applyEvent(before, event))
      },
      (up) => {
        setConnected(up)
        if (up) void refresh()
      },
    )
  }, [client, refresh, change])

  const session = useMemo<Session | null>(() => {
    if (status === null) return null
    return {
      status,
      connected,
      noteSaved: (savedAt) => change((before) => ({ ...before, savedAt })),
      saveSettings: async (wanted) => {
        const settings = await client.send('settings.save', wanted)
        change((before) => ({ ...before, settings }))
      },
      signedIn: (info) => {
        change((before) => ({ ...before, store: 'open', session: info }))
        void refresh()
      },
      lock: async () => {
        await client.send('session.close', {})
        change((before) => ({ ...before, store: 'closed', session: null }))
      },
    }
  }, [status, connected, change, client, refresh])

  if (session === null) return waiting(error)
  return <SessionContext value={session}>{children}</SessionContext>
}

export function useSession(): Session {
  const session = use(SessionContext)
  if (session === null) throw new Error('useSession outside SessionProvider')
  return session
}

function applyEvent(before: AppStatus, event: AppEvent): AppStatus {
  return event.kind === 'engine.changed' ? { ...before, engine: event.engine } : before
}
