import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import type { CaseId, CommunicationId, PatientId } from '../../src-shared/domain/ids.ts'
import { lineFindings, ownLineRules } from '../../src-shared/domain/lineRules.ts'
import { knownLength, film, landmark, tube } from '../../src-shared/domain/testTubes.ts'
import { labelSetsFor } from '../../src-shared/labels.ts'
import type { ExportedImage, SignedCase } from '../store/signedCases.ts'
import { casesAsCoco } from './coco.ts'
import { casesAsCsv } from './csv.ts'

const image: ExportedImage = {
  ...film, role: 'main', sha256: 'cd'.repeat(32), bytes: 1, importedAt: '2031-05-01T08:00:00.000Z', kind: 'film', widthPx: 3000, heightPx: 3500, format: 'dicom', likeness: '00',
  pixels: { mode: 'grey', type: 'uint8', minimum: 0, maximum: 255, windows: [], invert: false },
}
const marks = [
  tube('ett', [[1000, 1290], [1000, 500]], { tipEnd: 'first', label: { labelSet: 'chestxray11', label: 'ett-borderline' } }),
  tube('ngt', [[900, 300], [950, 3500]], { offFilm: true, sidePort: [940, 3000] }),
  landmark('carina', [1000, 2000]),
  knownLength([[0, 0], [0, 500]], 50),
]
const signed: SignedCase = {
  caseId: 'c' as CaseId, patientId: 'p' as PatientId, pseudonym: 'P-1', patientKind: 'given', visitDate: null, task: 'chestxray11', version: 1, reader: 'Wang', signedAt: '2031-05-02T08:15:00.000Z',
  recordSha256: 'ab'.repeat(32), note: '', impression: '', answers: [], marks, measures: [], images: [image], questionnaire: null, run: null,
  lines: { rules: { name: 'own', version: 1, sha256: 'ef'.repeat(32) }, findings: lineFindings(marks, [image], ownLineRules) },
  readingSeconds: null, batch: null, rejectedTubes: [], communications: [{ communicationId: 'k' as CommunicationId, toWhom: 'Dr Li', at: '2031-05-02T08:05:00.000Z', how: 'phone', readBack: true, about: [] }],
}
const ett = {
  kind: 'tube', tube: 'ett', label: 'chestxray11.ett-borderline', points: [[1000, 1290], [1000, 500]], tip: [1000, 1290], side_port: null, off_film: false, course: null,
  rule_flag: 'borderline', urgency: 'borderline', rule: 'ETT-5', distance: { landmark: 'carina', along: 'straight', side: 'above', px: 710, cm: 7.1, source: 'reader' },
}

it('tubes leave with their tips named, as their rules judged them when they were signed', () => {
  const csv = casesAsCsv([signed], labelSetsFor)
  const [row] = parse(csv, { bom: true, columns: true }) as readonly Record<string, string>[]
  const cells = JSON.parse(row?.['marks'] ?? '[]') as readonly Record<string, unknown>[]
  expect(cells).toMatchObject([ett, { tube: 'ngt', off_film: true, side_port: [940, 3000], rule_flag: 'incompletely-imaged' }, { kind: 'landmark', landmark: 'carina', points: [[1000, 2000]] }])
  expect(String(cells[0]?.['trace'])).toContain('tip 7.1 cm above the carina')
  expect(JSON.parse(row?.['line_rules'] ?? '')).toEqual(signed.lines?.rules)
  expect(row?.['lengths_mm']).toBe('50.00')

  const coco = JSON.parse(casesAsCoco([{ signed, image, fileName: 'a.png' }], '2031-05-02', labelSetsFor)) as { images: readonly object[]; annotations: readonly object[] }
  expect(coco.images[0]).toMatchObject({ tubes: [ett, { tube: 'ngt' }], landmarks: [{ landmark: 'carina' }], line_rules: { version: 1 }, polylines: [], points: [] })
  expect(coco.annotations).toEqual([])
})

it('an accepted suggestion leaves with where it came from and whether it was changed, any other tube without', () => {
  const suggested = { model: 'line-tips', version: '1.0.0', score: 0.8, points: [[10, 10], [20, 90]] } as const
  const own = [tube('ngt', [[10, 10], [20, 90]], { suggested }), tube('ngt', [[10, 10], [20, 80]], { suggested }), tube('ngt', [[10, 10], [20, 90]])]
  const [row] = parse(casesAsCsv([{ ...signed, marks: own, lines: null }], labelSetsFor), { bom: true, columns: true }) as readonly Record<string, string>[]
  const cells = JSON.parse(row?.['marks'] ?? '[]') as readonly Record<string, unknown>[]
  const from = { model: 'line-tips', version: '1.0.0', demonstration: true, score: 0.8, points: [[10, 10], [20, 90]] }
  expect(cells.map((cell) => cell['suggested_by'])).toEqual([{ ...from, changed: false }, { ...from, changed: true }, undefined])
})

it('a suggestion that was not wanted leaves with its picture, named as what the model said', () => {
  const suggested = { model: 'line-tips', version: '1.0.0', score: 0.6, points: [[10, 10], [20, 90]] } as const
  const rejectedTubes = [{ imageId: image.imageId, tube: 'cvc', suggested }, { imageId: 'another' as typeof image.imageId, tube: 'ett', suggested }] as const
  const overruled = { ...signed, marks: [], lines: null, rejectedTubes }
  const cell = [{ tube: 'cvc', model: 'line-tips', version: '1.0.0', demonstration: true, score: 0.6, points: [[10, 10], [20, 90]] }]
  const [row] = parse(casesAsCsv([overruled], labelSetsFor), { bom: true, columns: true }) as readonly Record<string, string>[]
  expect(JSON.parse(row?.['rejected_suggestions'] ?? '')).toEqual(cell)
  expect(row?.['marks']).toBe('')
  const coco = JSON.parse(casesAsCoco([{ signed: overruled, image, fileName: 'a.png' }], '2031-05-02', labelSetsFor)) as { images: readonly Record<string, unknown>[]; annotations: readonly object[] }
  expect(coco.images[0]?.['rejected_suggestions']).toEqual(cell)
  expect(coco.images[0]).not.toHaveProperty('tubes')
  expect(coco.annotations).toEqual([])
  const [plain] = parse(casesAsCsv([signed], labelSetsFor), { bom: true, columns: true }) as readonly Record<string, string>[]
  expect(plain?.['rejected_suggestions']).toBe('')
})

it('that somebody was told leaves, but not who', () => {
  const outputs = [casesAsCsv([signed], labelSetsFor), casesAsCoco([{ signed, image, fileName: 'a.png' }], '2031-05-02', labelSetsFor)]
  for (const text of outputs) {
    expect(text).toContain('2031-05-02T08:05:00.000Z')
    expect(text).not.toContain('Dr Li')
  }
})
