import chestxray11 from './labels/chestxray11.json' with { type: 'json' }
import chestxray14 from './labels/chestxray14.json' with { type: 'json' }
import constitution9 from './labels/constitution9.json' with { type: 'json' }
import tcmtd from './labels/tcmtd.json' with { type: 'json' }
import tongueSigns from './labels/tongue-signs.json' with { type: 'json' }
import type { LabelSet } from './domain/label.ts'
import { labelSetsOfTask, type Task } from './domain/case.ts'

const all: readonly LabelSet[] = [chestxray11, chestxray14, tcmtd, constitution9, tongueSigns]

/** The label set of this id, or undefined. */
export const labelSet = (id: string): LabelSet | undefined => all.find((set) => set.id === id)

/** Label sets a read of the task answers, in the panel's order. */
export const labelSetsFor = (task: Task): readonly LabelSet[] =>
  labelSetsOfTask[task].map((id) => {
    const found = labelSet(id)
    if (found === undefined) throw new Error(`No label set ${id}`)
    return found
  })
