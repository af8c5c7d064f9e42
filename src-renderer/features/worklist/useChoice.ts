import { useRef, useState } from 'react'
import type { WorklistFilter } from '../../../src-shared/domain/case.ts'
import type { CaseId } from '../../../src-shared/domain/ids.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { formatRoute } from '../../app/routes.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError } from '../../client/useLoad.ts'
import { chosen, everyRow, nothingChosen, toggled, type Choice } from './choice.ts'
import type { WorklistState } from './worklistPages.ts'

/** What a click or a key does to the choice besides moving to a row. */
export type Reach = 'only' | 'toggle' | 'range'

export interface ChoiceOfRows {
  readonly choice: Choice
  /** Moves from the row in focus to another one. */
  readonly move: (from: number, to: number, reach: Reach) => void
  readonly all: () => void
  readonly clear: () => void
}

/** The rows chosen in a list; another filter or order begins with none. */
export function useChoice(filter: WorklistFilter, state: WorklistState, onError: (error: AppError) => void): ChoiceOfRows {
  const client = useClient()
  const list = formatRoute({ page: 'worklist', filter })
  const [held, setHeld] = useState<{ readonly list: string; readonly choice: Choice }>({ list, choice: nothingChosen })
  /** Where a range begins, and which range is wanted last: answers of an earlier one are dropped. */
  const anchor = useRef<{ readonly list: string; readonly place: number } | null>(null)
  const wanted = useRef(0)
  const choice = held.list === list ? held.choice : nothingChosen
  const set = (next: Choice): void => {
    wanted.current += 1
    setHeld({ list, choice: next })
  }
  const range = async (first: number, last: number): Promise<void> => {
    const rows = Array.from({ length: last - first + 1 }, (_, place) => state.row(first + place)?.caseId)
    if (rows.every((caseId): caseId is CaseId => caseId !== undefined)) return set(chosen(rows))
    wanted.current += 1
    const mine = wanted.current
    const { caseIds } = await client.send('worklist.ids', { filter, offset: first, limit: last - first + 1 })
    if (mine === wanted.current) set(chosen(caseIds))
  }
  return {
    choice,
    move: (from, to, reach) => {
      if (reach !== 'range') anchor.current = { list, place: to }
      if (reach === 'only') return choice !== nothingChosen && set(nothingChosen)
      if (reach === 'range') {
        // A place in another filter or order is none in this one.
        if (anchor.current?.list !== list) anchor.current = { list, place: from }
        const { place } = anchor.current
        return void range(Math.min(place, to), Math.max(place, to)).catch((error: unknown) => onError(asAppError(error)))
      }
      const row = state.row(to)
      const focused = state.row(from)
      if (row === undefined) return undefined
      const begun = choice === nothingChosen && focused !== undefined && from !== to ? chosen([focused.caseId]) : choice
      return set(toggled(begun, row.caseId))
    },
    all: () => set(everyRow),
    clear: () => {
      anchor.current = null
      set(nothingChosen)
    },
  }
}
