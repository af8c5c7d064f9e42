import { useState } from 'react'
import type { LabelsFound, LabelsKept } from '../../../../src-shared/contract/given.ts'
import { labelSetsOfTask, type Task } from '../../../../src-shared/domain/case.ts'
import type { IntakeId } from '../../../../src-shared/domain/ids.ts'
import type { LabelRef, LabelSet } from '../../../../src-shared/domain/label.ts'
import type { AppError } from '../../../../src-shared/errors.ts'
import type { Client } from '../../../client/client.ts'
import { asAppError } from '../../../client/useLoad.ts'

export interface LabelsOrder {
  readonly files: readonly File[]
  readonly task: Task
  readonly source: string
}

/** What was looked at, and the labels that its names can be. */
export interface LookedAtLabels extends LabelsFound {
  readonly intakeIds: readonly IntakeId[]
  readonly labelSets: readonly LabelSet[]
}

export type Mapping = readonly { readonly name: string; readonly label: LabelRef | null }[]

type LabelsState =
  | { readonly step: 'choose' }
  | { readonly step: 'map'; readonly order: LabelsOrder; readonly found: LookedAtLabels }
  | { readonly step: 'kept'; readonly kept: LabelsKept }

export function useLabelsRun(client: Client) {
  const [state, setState] = useState<LabelsState>({ step: 'choose' })
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const step = async (work: () => Promise<LabelsState>): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      setState(await work())
    } catch (failure) {
      setError(asAppError(failure))
    } finally {
      setBusy(false)
    }
  }
  const lookNow = async (order: LabelsOrder): Promise<LabelsState> => {
    const intakeIds: IntakeId[] = []
    for (const file of order.files) intakeIds.push(await client.intake(file, file.name))
    const found = await client.send('labels.look', { intakeIds: [...intakeIds], task: order.task })
    const ofTask: readonly string[] = labelSetsOfTask[order.task]
    const sets = await client.send('labels.list', {})
    return { step: 'map', order, found: { ...found, intakeIds, labelSets: sets.map(({ set }) => set).filter(({ id }) => ofTask.includes(id)) } }
  }
  return {
    state,
    busy,
    error,
    dismissError: () => setError(null),
    reset: () => setState({ step: 'choose' }),
    look: (order: LabelsOrder) => void step(() => lookNow(order)),
    keep: (mapping: Mapping) => {
      if (state.step !== 'map') return
      const { order, found } = state
      void step(async () => {
        const input = { intakeIds: [...found.intakeIds], task: order.task, source: order.source, mapping: mapping.map(({ name, label }) => ({ name, label: label === null ? null : { ...label } })) }
        return { step: 'kept', kept: await client.send('labels.give', input) }
      })
    },
  }
}
