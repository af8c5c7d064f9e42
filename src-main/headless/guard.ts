import { timingSafeEqual } from 'node:crypto'

/** The parts of a request the guard judges. */
export interface RequestFacts {
  readonly method: string
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
  readonly cookie: string | undefined
  /** A WebSocket upgrade is judged as strictly as a change. */
  readonly upgrade: boolean
}

export interface GuardSecrets {
  /** "127.0.0.1:PORT", the only Host that is answered: a DNS name bound to this address is not. */
  readonly authority: string
  readonly cookieName: string
  readonly cookieValue: string
}

export type GuardVerdict = 'accepted' | 'wrongHost' | 'wrongOrigin' | 'noSession'

/** Pages elsewhere can make a browser send requests here: only our own page, on our own address, is answered. */
export function judgeOrigin(facts: RequestFacts, authority: string): GuardVerdict {
  if (facts.host !== authority) return 'wrongHost'
  const safe = (facts.method === 'GET' || facts.method === 'HEAD') && !facts.upgrade
  const own = facts.origin === `http://${authority}`
  if (facts.origin !== undefined && !own) return 'wrongOrigin'
  if (!safe && !own) return 'wrongOrigin'
  if (!safe && facts.fetchSite !== undefined && facts.fetchSite !== 'same-origin') return 'wrongOrigin'
  if (safe && facts.fetchSite !== undefined && facts.fetchSite !== 'same-origin' && facts.fetchSite !== 'none') {
    return 'wrongOrigin'
  }
  return 'accepted'
}

export function judgeSession(facts: RequestFacts, secrets: GuardSecrets): GuardVerdict {
  const origin = judgeOrigin(facts, secrets.authority)
  if (origin !== 'accepted') return origin
  const sent = cookieValue(facts.cookie, secrets.cookieName)
  return sent !== null && sameSecret(sent, secrets.cookieValue) ? 'accepted' : 'noSession'
}

export function sameSecret(left: string, right: string): boolean {
  const leftBytes = Buffer.from(left)
  const rightBytes = Buffer.from(right)
  return leftBytes.length === rightBytes.length && timingSafeEqual(leftBytes, rightBytes)
}

function cookieValue(header: string | undefined, name: string): string | null {
  if (header === undefined) return null
  const pairs = header.split(';').map((pair) => pair.trim())
  const found = pairs.filter((pair) => pair.startsWith(`${name}=`))
  return found.length === 1 ? (found[0] ?? '').slice(name.length + 1) : null
}
