import type { DimsePlan } from '../../src-shared/contract/dimse.ts'

export interface ReceiveOptions {
  readonly receive?: number
  readonly callers?: readonly string[]
  readonly fromNetwork?: true
  readonly receiveOff?: true
}

/** What is named is changed, the rest stays. A port alone is open to this computer only; the network is asked for by its name. */
export const receiveOf = (before: DimsePlan['receive'], { receive, callers, fromNetwork, receiveOff }: ReceiveOptions): DimsePlan['receive'] => ({
  on: receiveOff !== true && (receive !== undefined || before.on),
  port: receive ?? before.port,
  fromNetwork: fromNetwork === true || (receive === undefined && before.fromNetwork),
  callers: [...(callers ?? before.callers)],
})
