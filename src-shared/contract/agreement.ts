import * as v from 'valibot'
import { tasks } from '../domain/case.ts'
import { query } from './call.ts'

export interface Agreement {
  readonly bothPresent: number
  readonly firstOnly: number
  readonly secondOnly: number
  readonly bothAbsent: number
  /** Cohen's kappa with its 95 % interval; null where it is not defined. */
  readonly kappa: { readonly value: number; readonly low: number; readonly high: number } | null
}

export interface LabelAgreement {
  readonly labelSet: string
  readonly label: string
  /** Before either reader saw the model. */
  readonly blind: Agreement
  /** As each signed the first time. */
  readonly signed: Agreement
}

export interface AgreementView {
  /** Cases that two readers have signed. */
  readonly cases: number
  /** In the panel's order; labels that no pair has answered are there with zeros. */
  readonly labels: readonly LabelAgreement[]
}

export const agreementCalls = {
  'agreement.show': query<AgreementView>()('model.read', v.strictObject({ task: v.picklist(tasks) })),
}
