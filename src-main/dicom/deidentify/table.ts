import file from './table.json' with { type: 'json' }

/** Options of the table that are carried out. It also knows graphics, structured content and private data: those are always removed here. */
export const options = ['uids', 'device', 'institution', 'characteristics', 'fullDates', 'modifiedDates', 'descriptors'] as const
export type Option = (typeof options)[number]

export interface Row {
  /** As PS3.6 has it; '-' for groups of attributes. */
  readonly vr: string
  /** X removed, Z emptied, D a dummy, U another UID; several with a stroke, by the attribute's type. */
  readonly basic: string
  /** K kept, C cleaned. Options that are not carried out are here too: the table is whole. */
  readonly options: ReadonlyMap<string, string>
}

/** Edition of the standard that the table is of. */
export const edition = file.edition

function rowOf(text: string): Row {
  const [vr = '-', basic = 'X', ...pairs] = text.split(' ')
  return { vr, basic, options: new Map(pairs.map((pair) => pair.split('=') as [string, string])) }
}

/** By tag in eight small hexadecimal digits; `50xxxxxx`, `60xx3000`, `60xx4000` and `odd` stand for many. */
export const rows: ReadonlyMap<string, Row> = new Map(Object.entries(file.rows).map(([tag, text]) => [tag, rowOf(text)]))

/** The row of PS3.15 table E.1-1 that speaks of a tag (eight small hexadecimal digits), or undefined. */
export function rowFor(tag: string): Row | undefined {
  if (Number.parseInt(tag.slice(3, 4), 16) % 2 === 1) return rows.get('odd')
  const repeating = tag.startsWith('50') ? '50xxxxxx' : `${tag.slice(0, 2)}xx${tag.slice(4)}`
  return rows.get(tag) ?? (/^(?:50|60)/u.test(tag) ? rows.get(repeating) : undefined)
}

export type Action = 'remove' | 'empty' | 'dummy' | 'newUid' | 'newUidsInside' | 'keep' | 'clean'

/**
 * Which of several actions is taken: the types of attributes in their objects are not looked up, so it is the one that is
 * right for the strictest type the row allows. A dummy and an empty value tell as little as a missing one.
 */
const basicActions: Readonly<Record<string, Action>> = {
  X: 'remove',
  Z: 'empty',
  D: 'dummy',
  U: 'newUid',
  'X/Z': 'empty',
  'X/D': 'dummy',
  'Z/D': 'dummy',
  'X/Z/D': 'dummy',
  'X/Z/U*': 'newUidsInside',
}

/** What the basic profile does; a UID that is to be a dummy is one that is remapped. */
export function basicAction({ vr, basic }: Row): Action {
  const action = basicActions[basic] ?? 'remove'
  return vr === 'UI' && action === 'dummy' ? 'newUid' : action
}

/** What the options chosen do instead, or null: where one keeps and another cleans, it is cleaned. */
export function optionAction(row: Row, chosen: ReadonlySet<Option>): 'keep' | 'clean' | null {
  const named = new Set([...chosen].map((option) => row.options.get(option)))
  if (named.has('C')) return 'clean'
  return named.has('K') ? 'keep' : null
}
