import * as v from 'valibot'
import type { LabelSet } from '../domain/label.ts'
import { command, query } from './call.ts'
import { count, labelKey, nothing, shortText } from './fields.ts'

const words = v.strictObject({ 'zh-CN': shortText, en: shortText })

/** What an editor may say of a label; facts of data sets and models stay as they are. */
const editedLabel = v.strictObject({
  key: labelKey,
  name: words,
  hint: v.nullable(words),
  exclusiveGroup: v.nullable(labelKey),
  retired: v.boolean(),
  mergedInto: v.nullable(labelKey),
})
export type EditedLabel = v.InferOutput<typeof editedLabel>

export interface LabelSetVersion {
  readonly version: number
  readonly at: string
  readonly user: string
  readonly reason: string
}

export interface LabelSetView {
  readonly set: LabelSet
  /** Answers of each label: in signed records, and in reads that are still open. */
  readonly usage: Readonly<Record<string, { readonly signed: number; readonly open: number }>>
  /** Versions made here, newest first; the first version came with the program. */
  readonly history: readonly LabelSetVersion[]
}

export const labelCalls = {
  /** The newest version of every label set. */
  'labels.list': query<readonly LabelSetView[]>()('case.read', nothing),
  /** Makes the next version. Throws `labels.conflict` where somebody made one meanwhile, `labels.invalid` for one that cannot follow. */
  'labels.save': command<LabelSetView>()(
    'settings.write',
    v.strictObject({
      id: labelKey,
      baseVersion: count,
      labels: v.pipe(v.array(editedLabel), v.minLength(1), v.maxLength(200)),
      reason: v.pipe(shortText, v.trim(), v.minLength(1)),
    }),
  ),
}
