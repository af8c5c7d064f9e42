import type { EditedLabel, LabelSetView } from '../../../src-shared/contract/labels.ts'
import type { LabelDefinition, LabelSet } from '../../../src-shared/domain/label.ts'
import { problemOf } from '../../../src-shared/domain/labelRules.ts'
import { AppError } from '../../../src-shared/errors.ts'
import type { ReadDb } from '../../store/database.ts'
import { answeredSetIds, insertLabelSet, labelSetView, newestLabelSet } from '../../store/labelSets.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'

type LabelCalls = 'labels.list' | 'labels.save'

/** Label sets are data: each change is a new version, and nothing that was answered is lost by it. */
export function labelHandlers({ audited, store, events, clock }: Services): Pick<Handlers, LabelCalls> {
  const save = audited.readBack(
    'labels.save',
    (db, { id, baseVersion, labels, reason }, { userId }) => {
      if (userId === null) throw new AppError('auth.signedOut')
      const before = newestLabelSet(db, id)
      if (before === undefined || !answeredSetIds.includes(id)) throw new AppError('contract.badInput', { field: 'id' })
      if (before.version !== baseVersion) throw new AppError('labels.conflict', { version: before.version })
      const next: LabelSet = { ...before, version: before.version + 1, labels: labels.map((label) => definitionOf(label, before)) }
      const found = problemOf(before, next)
      if (found !== null) throw new AppError('labels.invalid', { problem: found.problem, label: found.key })
      insertLabelSet(db, next, reason, { userId, at: clock.nowIso() })
      return { value: id, object: id, detail: { version: next.version } }
    },
    (id) => viewOf(store.database(), id),
  )
  return {
    'labels.list': () => answeredSetIds.map((id) => viewOf(store.database(), id)),
    'labels.save': (input, caller) => {
      const view = save(input, caller)
      events.emit({ kind: 'labels.changed' })
      events.emit({ kind: 'worklist.changed' })
      return view
    },
  }
}

function viewOf(db: ReadDb, id: string): LabelSetView {
  const view = labelSetView(db, id)
  if (view === undefined) throw new AppError('contract.badInput', { field: 'id' })
  return view
}

/** Facts of data sets and models are not the editor's: a label keeps those it has. */
function definitionOf({ key, name, hint, exclusiveGroup, retired, mergedInto }: EditedLabel, before: LabelSet): LabelDefinition {
  const known = before.labels.find((label) => label.key === key)
  return {
    key,
    name,
    ...(known?.datasetName === undefined ? {} : { datasetName: known.datasetName }),
    // No model knows a label that was invented here.
    ...(known === undefined ? { modelScore: false } : known.modelScore === undefined ? {} : { modelScore: known.modelScore }),
    ...(hint === null ? {} : { hint }),
    ...(exclusiveGroup === null ? {} : { exclusiveGroup }),
    ...(retired ? { retired } : {}),
    ...(mergedInto === null ? {} : { mergedInto }),
  }
}
