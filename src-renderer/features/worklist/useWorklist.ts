import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import type { WorklistFilter } from '../../../src-shared/domain/case.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { WorklistPages, type WorklistState } from './worklistPages.ts'

/** Changes come in bursts while an import runs: one refresh for each pause or at least each half second. */
const refreshMs = 500

interface Worklist {
  readonly state: WorklistState
  /** Tell it which rows are on show. */
  readonly show: (first: number, last: number) => void
}

/** The rows of a filter, kept in step with the program's events. */
export function useWorklist(filter: WorklistFilter): Worklist {
  const client = useClient()
  const key = JSON.stringify(filter)
  const pages = useMemo(() => {
    const wanted = JSON.parse(key) as WorklistFilter
    return new WorklistPages((offset, limit) => client.send('worklist.list', { filter: wanted, offset, limit }))
  }, [client, key])
  const shown = useRef({ first: 0, last: 0 })
  useEffect(() => {
    pages.ensure(shown.current.first, shown.current.last)
    let lost = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const refresh = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined
        pages.refresh(shown.current.first, shown.current.last)
      }, refreshMs)
    }
    const end = client.subscribe(
      (event) => (event.kind === 'case.changed' || event.kind === 'worklist.changed') && refresh(),
      // The first connection is the one the rows were just asked over.
      (connected) => {
        if (!connected) lost = true
        else if (lost) refresh()
      },
    )
    return () => {
      clearTimeout(timer)
      end()
    }
  }, [client, pages])
  const state = useSyncExternalStore(pages.subscribe, pages.state)
  return {
    state,
    show: (first, last) => {
      // An empty window still asks for its first row: how many there are is not known before.
      shown.current = { first, last: Math.max(first, last) }
      pages.ensure(first, shown.current.last)
    },
  }
}
