import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react'
import type { LabelSetView } from '../../src-shared/contract/labels.ts'
import { labelSetsOfTask, type Task } from '../../src-shared/domain/case.ts'
import type { LabelSet } from '../../src-shared/domain/label.ts'
import { labelSetsFor } from '../../src-shared/labels.ts'
import { useClient } from '../client/ClientContext.tsx'

type SetsOf = (task: Task) => readonly LabelSet[]

const LabelSetsContext = createContext<SetsOf>(labelSetsFor)

/** Keeps the newest label sets at hand while somebody is signed in; until they are there those of the program serve. */
export function LabelSetsProvider({ signedIn, children }: { readonly signedIn: boolean; readonly children: ReactNode }) {
  const client = useClient()
  const [views, setViews] = useState<readonly LabelSetView[]>([])
  useEffect(() => {
    if (!signedIn) return undefined
    // A failure here is the connection's, which the frame shows; the next connection asks again.
    const refresh = (): void => void client.send('labels.list', {}).then(setViews, () => undefined)
    return client.subscribe(
      (event) => event.kind === 'labels.changed' && refresh(),
      (up) => up && refresh(),
    )
  }, [client, signedIn])
  const setsOf = useMemo<SetsOf>(() => {
    const byId = new Map(views.map(({ set }) => [set.id, set]))
    return (task) => (views.length === 0 ? labelSetsFor(task) : labelSetsOfTask[task].flatMap((id) => byId.get(id) ?? []))
  }, [views])
  return <LabelSetsContext value={setsOf}>{children}</LabelSetsContext>
}

/** The newest label sets of a task. */
export const useLabelSets = (): SetsOf => use(LabelSetsContext)
