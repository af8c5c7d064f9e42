import * as v from 'valibot'
import type { LineRulesId } from '../domain/ids.ts'
import { command, query } from './call.ts'
import { idOf, shortText } from './fields.ts'

export interface LoadedLineRules {
  readonly rulesId: LineRulesId
  readonly name: string
  /** As the file says. */
  readonly version: number
  readonly sha256: string
  readonly by: string
  readonly at: string
}

export interface LineRulesList {
  /** null: the program's own rules. */
  readonly inUse: LineRulesId | null
  /** Of the program's own rules. */
  readonly ownVersion: number
  /** Newest first. */
  readonly loaded: readonly LoadedLineRules[]
}

export const lineCalls = {
  'lineRules.list': query<LineRulesList>()('case.read', v.strictObject({})),
  /** Takes rules for tubes from the text of a JSON file and uses them from now on; signed reads keep theirs. Throws `lines.unreadable`. */
  'lineRules.load': command<LineRulesList>()(
    'settings.write',
    v.strictObject({ name: v.pipe(shortText, v.trim(), v.minLength(1)), text: v.pipe(v.string(), v.maxLength(200_000)) }),
  ),
  /** null: the program's own rules. Throws `lines.missing`. */
  'lineRules.choose': command<LineRulesList>()('settings.write', v.strictObject({ rulesId: v.nullable(idOf<LineRulesId>()) })),
}
