import type { Agreement, AgreementView } from '../../../src-shared/contract/agreement.ts'
import type { Task } from '../../../src-shared/domain/case.ts'
import { cohensKappa, type PairCounts } from '../../agreement/kappa.ts'
import { labelPairs, pairedCaseCount, type Moment } from '../../store/agreement.ts'
import type { ReadDb } from '../../store/database.ts'
import { labelSetsOf } from '../../store/labelSets.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'

export const agreementHandlers = ({ store }: Services): Pick<Handlers, 'agreement.show'> => ({
  'agreement.show': ({ task }) => agreementOf(store.database(), task),
})

function agreementOf(db: ReadDb, task: Task): AgreementView {
  const blind = byLabel(db, task, 'blind')
  const signed = byLabel(db, task, 'signed')
  return {
    cases: pairedCaseCount(db, task),
    labels: labelSetsOf(db, task).flatMap(({ id: labelSet, labels }) =>
      labels.map(({ key: label }) => ({ labelSet, label, blind: blind(labelSet, label), signed: signed(labelSet, label) })),
    ),
  }
}

const noPair: PairCounts = { bothPresent: 0, firstOnly: 0, secondOnly: 0, bothAbsent: 0 }

function byLabel(db: ReadDb, task: Task, moment: Moment): (labelSet: string, label: string) => Agreement {
  const found = new Map(labelPairs(db, task, moment).map(({ labelSet, label, ...counts }) => [`${labelSet}/${label}`, counts]))
  return (labelSet, label) => {
    const counts = found.get(`${labelSet}/${label}`) ?? noPair
    return { ...counts, kappa: cohensKappa(counts) }
  }
}
