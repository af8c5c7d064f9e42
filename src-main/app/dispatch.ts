import { contract, isCallName, type CallName, type Input, type Output } from '../../src-shared/contract/contract.ts'
import { AppError, type ErrorCode, type Reply, type WireError } from '../../src-shared/errors.ts'
import type { Caller } from './caller.ts'

export type Handler<N extends CallName> = (input: Input<N>, caller: Caller) => Promise<Output<N>> | Output<N>
export type Handlers = { readonly [N in CallName]: Handler<N> }
/** Raw input from outside; the caller is looked up at the moment of the call, so a locked session refuses at once. */
export type Dispatch = (name: string, raw: unknown) => Promise<Reply<unknown>>

export interface DispatchOptions {
  readonly handlers: Handlers
  readonly caller: () => Caller
  /** Keeps the story of a failure in the log and answers the incident number that finds it. */
  readonly report: (error: unknown, callName: string) => string
}

/** The one way in: both hosts and the command line call this and nothing else. It never throws. */
export function createDispatch({ handlers, caller, report }: DispatchOptions): Dispatch {
  const run = async <N extends CallName>(name: N, raw: unknown): Promise<Output<N>> => {
    const call = contract[name]
    const who = caller()
    if (!who.permissions.has(call.needs)) {
      throw new AppError(refusalOf(who), { needs: call.needs })
    }
    return handlers[name](call.parse(raw) as Input<N>, who)
  }
  return async (name, raw) => {
    try {
      if (!isCallName(name)) throw new AppError('contract.unknownCall')
      return { ok: true, value: await run(name, raw) }
    } catch (error) {
      return { ok: false, error: toWire(error, report(error, name)) }
    }
  }
}

const refusalOf = ({ userId, mustChangePassword }: Caller): ErrorCode => {
  if (userId === null) return 'auth.signedOut'
  return mustChangePassword ? 'auth.mustChange' : 'auth.denied'
}

function toWire(error: unknown, incident: string): WireError {
  if (error instanceof AppError) return { code: error.code, detail: error.detail, incident }
  // The message may hold a path or a name: it stays in the log.
  return { code: 'internal', detail: {}, incident }
}
