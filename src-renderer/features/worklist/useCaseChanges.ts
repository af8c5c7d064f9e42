import { useState } from 'react'
import type { ChangeReceipt, ChosenCases, Colleague } from '../../../src-shared/contract/worklist.ts'
import type { Priority } from '../../../src-shared/domain/case.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError } from '../../client/useLoad.ts'

/** From here on the number of cases is asked for once more. */
const manyCases = 100

/** What a key, a menu or the bar sets in the chosen cases. */
export type Setting =
  | { readonly kind: 'priority'; readonly priority: Priority | null }
  | { readonly kind: 'tag'; readonly tag: string; readonly present: boolean }
  | { readonly kind: 'assignee'; readonly person: Colleague | null }

export interface Target {
  readonly cases: ChosenCases
  readonly count: number
}

interface Order {
  readonly setting: Setting
  readonly target: Target
}

interface Done extends ChangeReceipt {
  readonly setting: Setting
}

export interface CaseChanges {
  /** Waits to be confirmed; null for nothing. */
  readonly pending: Order | null
  readonly busy: boolean
  /** What can be undone; null for nothing. */
  readonly last: Done | null
  readonly set: (setting: Setting, target: Target) => void
  readonly confirm: () => void
  readonly cancel: () => void
  readonly undo: () => void
  readonly forget: () => void
}

/** Sets something in many cases at once, after a question where they are many, and takes the last one back. */
export function useCaseChanges(onError: (error: AppError) => void): CaseChanges {
  const client = useClient()
  const [pending, setPending] = useState<Order | null>(null)
  const [last, setLast] = useState<Done | null>(null)
  const [busy, setBusy] = useState(false)
  const run = async (work: () => Promise<Done | null>): Promise<void> => {
    setPending(null)
    setBusy(true)
    try {
      setLast(await work())
    } catch (error) {
      onError(asAppError(error))
    } finally {
      setBusy(false)
    }
  }
  const send = ({ setting, target: { cases } }: Order): Promise<ChangeReceipt> =>
    setting.kind === 'assignee'
      ? client.send('cases.assign', { cases, userId: setting.person?.userId ?? null })
      : client.send('cases.change', { cases, change: setting })
  const perform = (order: Order): void => void run(async () => ({ ...(await send(order)), setting: order.setting }))
  return {
    pending,
    busy,
    last,
    set: (setting, target) => {
      if (busy || target.count === 0) return
      if (target.count >= manyCases) setPending({ setting, target })
      else perform({ setting, target })
    },
    confirm: () => pending !== null && perform(pending),
    cancel: () => setPending(null),
    undo: () => {
      if (last === null || busy) return
      void run(async () => {
        await client.send('cases.undo', { changeId: last.changeId })
        return null
      })
    },
    forget: () => setLast(null),
  }
}
