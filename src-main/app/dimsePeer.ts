import { AppError } from '../../src-shared/errors.ts'
import type { DimsePeer } from '../pacs/dimse/connect.ts'
import type { ReadDb } from '../store/database.ts'
import { dimseSettings } from '../store/dimse.ts'

/** Whom this program calls by DICOM's own protocol. Throws AppError `pacs.noPeer` where none is named. */
export function dimsePeer(db: ReadDb): DimsePeer {
  const { peer, aeTitle } = dimseSettings(db)
  if (peer === null) throw new AppError('pacs.noPeer')
  return { host: peer.host, port: peer.port, calledAe: peer.aeTitle, callingAe: aeTitle }
}
