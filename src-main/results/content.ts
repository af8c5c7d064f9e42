import type { Point } from '../../src-shared/domain/mark.ts'
import { codeSequence, decimal, float32, personName, sequence, text, type Code } from '../dicom/elements.ts'
import type { DicomSource } from '../dicom/source.ts'
import type { Written } from '../dicom/write.ts'
import { referenceTo } from './dicomObject.ts'

/** One content item of a structured report, with what it contains (PS3.3 C.17.3). */
export type Item = readonly Written[]
type Relation = 'CONTAINS' | 'HAS OBS CONTEXT' | 'HAS CONCEPT MOD' | 'HAS PROPERTIES' | 'INFERRED FROM' | 'SELECTED FROM'

const conceptName = (concept: Code): Written => codeSequence(0x0040_a043, concept)
const children = (items: readonly Item[]): readonly Written[] => (items.length === 0 ? [] : [sequence(0x0040_a730, ...items)])
const typed = (relation: Relation, type: string): readonly Written[] => [text(0x0040_a010, 'CS', relation), text(0x0040_a040, 'CS', type)]

/** The elements of a container without its relation: those of a document's root. */
export const root = (concept: Code, template: string, items: readonly Item[]): readonly Written[] => [
  text(0x0040_a040, 'CS', 'CONTAINER'),
  conceptName(concept),
  text(0x0040_a050, 'CS', 'SEPARATE'),
  sequence(0x0040_a504, [text(0x0008_0105, 'CS', 'DCMR'), text(0x0040_db00, 'CS', template)]),
  ...children(items),
]

export const container = (concept: Code, items: readonly Item[], template?: string): Item => [
  ...typed('CONTAINS', 'CONTAINER'),
  conceptName(concept),
  text(0x0040_a050, 'CS', 'SEPARATE'),
  ...(template === undefined ? [] : [sequence(0x0040_a504, [text(0x0008_0105, 'CS', 'DCMR'), text(0x0040_db00, 'CS', template)])]),
  ...children(items),
]

export const codeItem = (relation: Relation, concept: Code, value: Code, items: readonly Item[] = []): Item => [
  ...typed(relation, 'CODE'), conceptName(concept), codeSequence(0x0040_a168, value), ...children(items),
]

/** A text item may not be empty: an empty one is left out by who asks. */
export const textItem = (relation: Relation, concept: Code, value: string): Item => [...typed(relation, 'TEXT'), conceptName(concept), text(0x0040_a160, 'UT', value)]

export const nameItem = (relation: Relation, concept: Code, name: string): Item => [...typed(relation, 'PNAME'), conceptName(concept), personName(0x0040_a123, name)]

export const uidItem = (relation: Relation, concept: Code, uid: string): Item => [...typed(relation, 'UIDREF'), conceptName(concept), text(0x0040_a124, 'UI', uid)]

export interface Measured {
  readonly value: number
  readonly unit: Code
}

export const numberItem = (relation: Relation, concept: Code, { value, unit }: Measured, items: readonly Item[] = []): Item => [
  ...typed(relation, 'NUM'),
  conceptName(concept),
  sequence(0x0040_a300, [codeSequence(0x0040_08ea, unit), text(0x0040_a30a, 'DS', decimal(value))]),
  ...children(items),
]

export const imageItem = (relation: Relation, source: DicomSource, concept: Code | null = null): Item => [
  ...typed(relation, 'IMAGE'),
  ...(concept === null ? [] : [conceptName(concept)]),
  // Of several frames the first is read.
  sequence(0x0008_1199, [...referenceTo(source), ...(source.frames > 1 ? [text(0x0008_1160, 'IS', '1')] : [])]),
]

/** Points of a picture; (0, 0) is the outer corner of its first pixel, as it is here (PS3.3 C.18.6.1.2). */
export const pointsItem = (relation: Relation, concept: Code, points: readonly Point[], source: DicomSource): Item => [
  ...typed(relation, 'SCOORD'),
  conceptName(concept),
  float32(0x0070_0022, ...points.flat()),
  text(0x0070_0023, 'CS', points.length === 1 ? 'POINT' : 'POLYLINE'),
  ...children([imageItem('SELECTED FROM', source)]),
]
