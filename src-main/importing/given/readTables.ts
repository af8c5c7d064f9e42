import type { Point } from '../../../src-shared/domain/mark.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { RowCollector, shapeProblem, type ForeignItem, type LabelFile } from './foreignRow.ts'
import { columnOf, imageColumns, plainName, readTable, type Table } from './tableRows.ts'

/**
 * Reads a table of labels: findings joined by "|" and boxes as the ChestX-ray14 data set writes them, a column of 0, 1
 * and -1 for each label, or lines of points as the RANZCR CLiP data set writes them. Which one it is, its columns say.
 * Throws AppError `labels.unreadable` for a table that is none of them, `labels.tooLarge`.
 */
export function readLabelTable(csv: string): LabelFile {
  const table = readTable(csv)
  const image = columnOf(table.header, imageColumns)
  if (image < 0) throw new AppError('labels.unreadable', { reason: 'columns' })
  const findings = columnOf(table.header, ['findinglabels', 'findings'])
  if (findings >= 0) return readFindings(table, { image, findings })
  const finding = columnOf(table.header, ['findinglabel', 'finding'])
  const corner = boxColumn(table.header)
  if (finding >= 0 && corner >= 0) return readBoxes(table, { image, finding, corner })
  const label = columnOf(table.header, ['label'])
  const data = columnOf(table.header, ['data', 'points'])
  if (label >= 0 && data >= 0) return readLines(table, { image, label, data })
  return readColumns(table, image)
}

/** The first of the four columns of a box: "Bbox [x" in the data set's own table, "x" elsewhere. */
const boxColumn = (header: readonly string[]): number => header.map(plainName).findIndex((name) => name === 'x' || name === 'bbox[x')

/** The findings that the data set's tables look for: of those that a row does not name the film shows none. */
const nihFindings = [
  'Atelectasis', 'Cardiomegaly', 'Consolidation', 'Edema', 'Effusion', 'Emphysema', 'Fibrosis', 'Hernia', 'Infiltration', 'Mass',
  'Nodule', 'Pleural_Thickening', 'Pneumonia', 'Pneumothorax',
]

function readFindings({ rows }: Table, at: { readonly image: number; readonly findings: number }): LabelFile {
  const found = new RowCollector()
  for (const { cells, line } of rows) {
    const image = cells[at.image] ?? ''
    const named = new Set((cells[at.findings] ?? '').split('|').map((name) => name.trim()).filter((name) => name !== ''))
    const none = named.delete('No Finding')
    // "No Finding" beside a finding, or an empty cell, says two things or nothing.
    if (none === named.size > 0) {
      found.refuse({ place: line, image }, 'value')
      continue
    }
    const absent = nihFindings.filter((name) => !named.has(name))
    const items = [...answers([...named], 'present'), ...answers(absent, 'absent')]
    found.take({ place: line, image, items })
  }
  return found.file('nih')
}

const answers = (names: readonly string[], state: 'present' | 'absent'): ForeignItem[] => names.map((name) => ({ kind: 'answer', name, state }))

function readBoxes({ rows }: Table, at: { readonly image: number; readonly finding: number; readonly corner: number }): LabelFile {
  const found = new RowCollector()
  for (const { cells, line } of rows) {
    const image = cells[at.image] ?? ''
    const [x = Number.NaN, y = Number.NaN, width = Number.NaN, height = Number.NaN] = cells.slice(at.corner, at.corner + 4).map(numberOf)
    const points: readonly Point[] = [[x, y], [x + width, y + height]]
    const problem = shapeProblem('box', points)
    if (problem === null) found.take({ place: line, image, items: [{ kind: 'shape', name: cells[at.finding] ?? '', shape: 'box', points }] })
    else found.refuse({ place: line, image }, problem)
  }
  return found.file('nihBoxes')
}

const numberOf = (cell: string): number => (cell === '' ? Number.NaN : Number(cell))

function readLines({ rows }: Table, at: { readonly image: number; readonly label: number; readonly data: number }): LabelFile {
  const found = new RowCollector()
  for (const { cells, line } of rows) {
    const image = cells[at.image] ?? ''
    const points = pointsOf(cells[at.data] ?? '')
    const problem = points === null ? 'number' : shapeProblem('polyline', points)
    if (points !== null && problem === null) found.take({ place: line, image, items: [{ kind: 'shape', name: cells[at.label] ?? '', shape: 'polyline', points }] })
    else found.refuse({ place: line, image }, problem ?? 'number')
  }
  return found.file('lines')
}

/** A list of pairs as JSON writes it; null for anything else. */
function pointsOf(text: string): readonly Point[] | null {
  try {
    const read: unknown = JSON.parse(text)
    const isPair = (each: unknown): each is Point => Array.isArray(each) && each.length === 2 && each.every((value) => typeof value === 'number')
    return Array.isArray(read) && read.every(isPair) ? read : null
  } catch {
    return null
  }
}

const states: Readonly<Record<string, 'present' | 'absent' | 'unsure'>> = { '1': 'present', '1.0': 'present', '0': 'absent', '0.0': 'absent', '-1': 'unsure', '-1.0': 'unsure' }
/** Of the filled cells of a column so many must be 0, 1 or -1 for it to hold a label; what is left over is named. */
const leastShare = 0.9

function readColumns({ header, rows }: Table, image: number): LabelFile {
  const labels = header.flatMap((name, column) => (column !== image && name !== '' && !isIdentifier(name) && holdsStates(rows, column) ? [{ name, column }] : []))
  if (labels.length === 0) throw new AppError('labels.unreadable', { reason: 'columns' })
  const found = new RowCollector()
  for (const { cells, line } of rows) {
    const said = labels.flatMap(({ name, column }) => ((cells[column] ?? '') === '' ? [] : [{ name, state: states[cells[column] ?? ''] }]))
    const items = said.flatMap(({ name, state }): ForeignItem[] => (state === undefined ? [] : [{ kind: 'answer', name, state }]))
    const place = { place: line, image: cells[image] ?? '' }
    if (items.length < said.length) found.refuse(place, 'value')
    else if (items.length > 0) found.take({ ...place, items })
  }
  return found.file('columns')
}

const isIdentifier = (name: string): boolean => ['patientid', 'patient', 'followup#', 'fold', 'age', 'sex'].includes(plainName(name))

function holdsStates(rows: Table['rows'], column: number): boolean {
  const filled = rows.map(({ cells }) => cells[column] ?? '').filter((cell) => cell !== '')
  return filled.length > 0 && filled.filter((cell) => states[cell] !== undefined).length >= leastShare * filled.length
}
