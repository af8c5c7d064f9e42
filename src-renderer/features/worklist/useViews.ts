import { useEffect, useRef, useState } from 'react'
import type { SavedView, WorklistView, WorklistViews } from '../../../src-shared/contract/views.ts'
import { firstColumns, type WorklistColumn, type WorklistFilter } from '../../../src-shared/domain/case.ts'
import type { UserId } from '../../../src-shared/domain/ids.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { formatRoute, noFilter } from '../../app/routes.ts'
import { useSession } from '../../app/session.tsx'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError } from '../../client/useLoad.ts'

/** How long a view must stand before it counts as how the list was left. */
const settledMs = 1000

export interface Views {
  /** Empty until they are known. */
  readonly saved: readonly SavedView[]
  readonly columns: readonly WorklistColumn[]
  readonly setColumns: (columns: readonly WorklistColumn[]) => void
  readonly open: (view: WorklistView) => void
  readonly save: (name: string) => void
  readonly remove: (view: SavedView) => void
}

interface Kept extends WorklistViews {
  readonly columns: readonly WorklistColumn[]
}

/** Of each person, for the life of the window: coming back from a case asks nothing and moves nothing. */
const kept = new Map<UserId, Kept>()

interface ViewOptions {
  readonly filter: WorklistFilter
  readonly onFilter: (filter: WorklistFilter) => void
  readonly onError: (error: AppError) => void
}

/** The caller's views. The first time after signing in the list stands as they left it, unless the address says otherwise. */
export function useViews({ filter, onFilter, onError }: ViewOptions): Views {
  const client = useClient()
  const userId = useSession().status.session?.userId as UserId
  const [, redraw] = useState(0)
  const options = useRef({ filter, onFilter, onError })
  useEffect(() => {
    options.current = { filter, onFilter, onError }
  })
  const keep = (change: Partial<Kept>): void => {
    kept.set(userId, { last: null, saved: [], columns: firstColumns, ...kept.get(userId), ...change })
    redraw((count) => count + 1)
  }
  const fail = (error: unknown): void => options.current.onError(asAppError(error))
  useEffect(() => {
    if (kept.has(userId)) return
    const begin = (views: WorklistViews): void => {
      kept.set(userId, { ...views, columns: views.last?.columns ?? firstColumns })
      redraw((count) => count + 1)
      const here = options.current
      if (views.last !== null && isUnfiltered(here.filter)) here.onFilter(views.last.filter)
    }
    client.send('view.list', {}).then(begin, (error: unknown) => options.current.onError(asAppError(error)))
  }, [client, userId])
  const mine = kept.get(userId)
  const columns = mine?.columns ?? firstColumns
  useLeaving(mine === undefined ? null : { filter, columns })
  return {
    saved: mine?.saved ?? [],
    columns,
    setColumns: (next) => keep({ columns: next }),
    open: (view) => {
      keep({ columns: view.columns })
      onFilter(view.filter)
    },
    save: (name) => {
      const place = placeFor(mine?.saved ?? [], name)
      if (place !== null) client.send('view.save', { place, name, filter, columns }).then(keep, fail)
    },
    remove: ({ place }) => void client.send('view.remove', { place }).then(keep, fail),
  }
}

const isUnfiltered = (filter: WorklistFilter): boolean =>
  formatRoute({ page: 'worklist', filter }) === formatRoute({ page: 'worklist', filter: noFilter })

/** The place of the view with this name, or the first that is free; null where all nine are taken. */
export function placeFor(saved: readonly SavedView[], name: string): number | null {
  const known = saved.find((view) => view.name === name.trim())
  if (known !== undefined) return known.place
  return [1, 2, 3, 4, 5, 6, 7, 8, 9].find((place) => saved.every((view) => view.place !== place)) ?? null
}

/** Tells the program how the list stands, once it has stood so for a moment. A failure loses nothing that was entered. */
function useLeaving(view: WorklistView | null): void {
  const client = useClient()
  const text = view === null ? null : JSON.stringify(view)
  const told = useRef(text)
  useEffect(() => {
    // What was just loaded is known already.
    told.current ??= text
    if (text === null || text === told.current) return undefined
    const timer = setTimeout(() => {
      told.current = text
      client.send('view.leave', JSON.parse(text) as WorklistView).catch(() => undefined)
    }, settledMs)
    return () => clearTimeout(timer)
  }, [client, text])
}
