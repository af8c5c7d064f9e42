import { AppError } from '../../../src-shared/errors.ts'
import { readLineRules } from '../../lines/readLineRules.ts'
import { chooseLineRules, insertLineRules, lineRulesOf } from '../../store/lineRules.ts'
import type { ReadAct } from '../../store/reads.ts'
import type { Caller } from '../caller.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'

type LineCalls = 'lineRules.list' | 'lineRules.load' | 'lineRules.choose'

/** The rules that tubes are judged by. */
export function lineHandlers({ audited, store, clock }: Services): Pick<Handlers, LineCalls> {
  const actOf = ({ userId }: Caller): ReadAct => {
    if (userId === null) throw new AppError('auth.signedOut')
    return { userId, at: clock.nowIso() }
  }
  const list = () => lineRulesOf(store.database())
  return {
    'lineRules.list': list,
    'lineRules.load': audited.readBack(
      'lineRules.load',
      (db, { name, text }, caller) => {
        const rules = readLineRules(text)
        const rulesId = insertLineRules(db, name, rules, actOf(caller))
        chooseLineRules(db, rulesId, actOf(caller))
        return { value: null, object: rulesId, detail: { version: rules.version, rules: rules.rules.length } }
      },
      list,
    ),
    'lineRules.choose': audited.readBack(
      'lineRules.choose',
      (db, { rulesId }, caller) => {
        chooseLineRules(db, rulesId, actOf(caller))
        return { value: null, object: rulesId ?? 'own' }
      },
      list,
    ),
  }
}
