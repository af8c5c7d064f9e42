import type { DimsePlan } from '../../../../src-shared/contract/dimse.ts'

/** What the form holds, as it was typed. */
export interface DimseFields {
  readonly aeTitle: string
  readonly on: boolean
  readonly port: string
  readonly fromNetwork: boolean
  readonly callers: string
  readonly peerHost: string
  readonly peerPort: string
  readonly peerTitle: string
}

/** The port that most archives listen at. */
const usualPeerPort = '104'

export const fieldsOf = ({ aeTitle, peer, receive: { on, port, fromNetwork, callers } }: DimsePlan): DimseFields => ({
  aeTitle,
  on,
  port: String(port),
  fromNetwork,
  callers: callers.join(', '),
  peerHost: peer?.host ?? '',
  peerPort: String(peer?.port ?? usualPeerPort),
  peerTitle: peer?.aeTitle ?? '',
})

/** null: something is missing or is none. */
export function planOf(fields: DimseFields): DimsePlan | null {
  const callers = fields.callers.split(/[,，]/u).map((title) => title.trim()).filter((title) => title !== '')
  const host = fields.peerHost.trim()
  const peer = host === '' ? null : { host, port: Number(fields.peerPort), aeTitle: fields.peerTitle.trim() }
  const plan: DimsePlan = { aeTitle: fields.aeTitle.trim(), peer, receive: { on: fields.on, port: Number(fields.port), fromNetwork: fields.fromNetwork, callers } }
  const isWhole =
    [plan.aeTitle, ...callers, ...(peer === null ? [] : [peer.aeTitle])].every(isAeTitle) &&
    [plan.receive.port, ...(peer === null ? [] : [peer.port])].every(isPort) &&
    (!fields.on || callers.length > 0)
  return isWhole ? plan : null
}

export const isAeTitle = (title: string): boolean => /^[ -[\]-~]{1,16}$/u.test(title.trim())
export const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535
