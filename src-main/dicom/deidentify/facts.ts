import { edition, type Option } from './table.ts'
import { written, type Written } from '../write.ts'

/** De-identification methods of PS3.16 CID 7050. */
const profile = ['113100', 'Basic Application Confidentiality Profile'] as const
const codes: Readonly<Record<Option, readonly [string, string]>> = {
  descriptors: ['113105', 'Clean Descriptors Option'],
  fullDates: ['113106', 'Retain Longitudinal Temporal Information Full Dates Option'],
  modifiedDates: ['113107', 'Retain Longitudinal Temporal Information Modified Dates Option'],
  characteristics: ['113108', 'Retain Patient Characteristics Option'],
  device: ['113109', 'Retain Device Identity Option'],
  uids: ['113110', 'Retain UIDs Option'],
  institution: ['113112', 'Retain Institution Identity Option'],
}

/** What a file says of its own de-identification (PS3.15 E.1.1, PS3.3 C.7.1.1 and C.12.1). */
export function deidentificationFacts(chosen: ReadonlySet<Option>): readonly Written[] {
  const methods = [profile, ...[...chosen].map((option) => codes[option]).toSorted()]
  const dates = chosen.has('modifiedDates') ? 'MODIFIED' : chosen.has('fullDates') ? 'UNMODIFIED' : 'REMOVED'
  return [
    written(0x0012_0062, 'CS', 'YES'),
    written(0x0012_0063, 'LO', `CTransCNN Workstation: ${edition}`),
    { tag: 0x0012_0064, vr: 'SQ', value: { items: methods.map(codeItem) } },
    written(0x0028_0303, 'CS', dates),
  ]
}

const codeItem = ([value, meaning]: readonly [string, string]): readonly Written[] => [
  written(0x0008_0100, 'SH', value),
  written(0x0008_0102, 'SH', 'DCM'),
  written(0x0008_0104, 'LO', meaning),
]
