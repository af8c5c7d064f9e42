import { codes } from './codes.ts'
import { codeItem, nameItem, textItem, uidItem, type Item } from './content.ts'
import type { ResultSubject } from './subject.ts'

/** TID 1002: who read, who signed where that is somebody else, and the workstation. */
export function observers({ reported, naming }: ResultSubject): readonly Item[] {
  const people = [...new Set([reported.read.reader, reported.signature.signer])]
  return [
    ...people.flatMap((name) => [codeItem('HAS OBS CONTEXT', codes.observerType, codes.person), nameItem('HAS OBS CONTEXT', codes.personName, name)]),
    codeItem('HAS OBS CONTEXT', codes.observerType, codes.device),
    uidItem('HAS OBS CONTEXT', codes.deviceUid, naming.device),
    textItem('HAS OBS CONTEXT', codes.deviceName, 'CTransCNN Workstation'),
  ]
}
