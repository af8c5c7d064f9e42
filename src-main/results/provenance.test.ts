import { describe, expect, it } from 'vitest'
import type { ImageId, MarkId } from '../../src-shared/domain/ids.ts'
import { lineFindings, ownLineRules } from '../../src-shared/domain/lineRules.ts'
import type { LengthMark, Mark } from '../../src-shared/domain/mark.ts'
import { landmark, tube } from '../../src-shared/domain/testTubes.ts'
import { sourceWords } from '../../src-shared/lineWords.ts'
import { filmFile, filmNames } from '../../test/support/signedFilm.ts'
import { reportedCase } from '../../test/support/reported.ts'
import { parseFile } from '../dicom/dataSet.ts'
import { text } from '../dicom/elements.ts'
import { readSource, type DicomSource } from '../dicom/source.ts'
import type { Written } from '../dicom/write.ts'
import { fhirBundle } from './fhir.ts'
import { namingOf, renamed } from './identity.ts'
import { presentationState } from './presentationState.ts'
import { segmentation } from './segmentation.ts'
import type { SourcedFilm } from './sourced.ts'
import type { ResultSubject } from './subject.ts'
import { tubesOf } from './tubesOf.ts'

type Json = Readonly<Record<string, unknown>>
const suggested = { model: 'line-tips', version: '1.0.0', score: 0.8, points: [[150, 20], [150, 100]] } as const
const at = (imageId: ImageId, marks: readonly Mark[]): readonly Mark[] => marks.map((mark) => ({ ...mark, imageId }))
const source = async (more: readonly Written[] = []): Promise<DicomSource> => {
  const found = await readSource(filmFile(more))
  if (found === null) throw new Error('no source')
  return found
}

/** A signed read of one film by hand: an accepted suggestion, a drawn tube, the carina, a length. */
async function subjectOf(more: readonly Written[] = [], identity: 'original' | 'deidentified' = 'original'): Promise<{ readonly subject: ResultSubject; readonly film: SourcedFilm }> {
  const plain = reportedCase('chestxray11')
  const [image] = plain.images
  if (image === undefined) throw new Error('no picture')
  const length: LengthMark = { markId: crypto.randomUUID() as string as MarkId, imageId: image.imageId, kind: 'length', points: [[10, 10], [10, 110]] }
  const marks = at(image.imageId, [{ ...tube('ett', [[150, 20], [150, 118]]), suggested }, tube('ngt', [[140, 10], [145, 200]]), landmark('carina', [150, 260]), length])
  const findings = lineFindings(marks, plain.images, ownLineRules)
  const reported = reportedCase('chestxray11', { marks, lines: { rules: { name: 'own', version: 1, sha256: 'ab'.repeat(32) }, findings } })
  const naming = namingOf(identity, new Uint8Array(32), 'content')
  const film = { image, marks, spacing: image.spacing, source: renamed(await source(more), naming, 'P-1') }
  return { film, subject: { reported, films: [film], tubes: tubesOf([film], reported.read), naming, readingSeconds: null, batch: null, softwareVersion: '1' } }
}

const observations = (subject: ResultSubject): readonly Json[] =>
  (JSON.parse(fhirBundle(subject)) as { readonly entry: readonly { readonly resource: Json }[] }).entry.map(({ resource }) => resource)

describe('what results say of where something comes from', () => {
  it('a tube that a model suggested is no manual segment, and names the model', async () => {
    const { subject, film } = await subjectOf()
    const items = parseFile(segmentation(subject, film) ?? new Uint8Array()).dataSet.elements['x00620002']?.items ?? []
    const said = items.map(({ dataSet }) => ['x00620005', 'x00620008', 'x00620009', 'x00620006'].map((tag) => dataSet?.string(tag)?.trim() ?? null))
    expect(said).toEqual([
      ['ETT 1', 'SEMIAUTOMATIC', 'line-tips 1.0.0', expect.stringContaining('suggested by line-tips 1.0.0 (demonstration), accepted, changed since')],
      ['NGT 1', 'MANUAL', null, expect.not.stringContaining('suggested')],
    ])
  })

  it('sizes on a presentation state stand beside what they were calibrated by', async () => {
    const { subject, film } = await subjectOf()
    const texts = (one: SourcedFilm): readonly string[] =>
      (parseFile(presentationState(subject, one) ?? new Uint8Array()).dataSet.elements['x00700001']?.items?.[0]?.dataSet?.elements['x00700008']?.items ?? []).map(({ dataSet }) => dataSet?.string('x00700006')?.trim() ?? '')
    expect(texts(film)).toEqual(expect.arrayContaining(['14.0 mm', `Sizes: ${sourceWords('imagerPixelSpacing', 'en')}`]))
    expect(texts({ ...film, spacing: null })).toContain(`Sizes: ${sourceWords(null, 'en')}`)
  })

  it('words on the picture that do not fit a presentation state say that they were cut', async () => {
    const { subject, film } = await subjectOf()
    const note = (words: string): Mark => ({ markId: crypto.randomUUID() as string as MarkId, imageId: film.image.imageId, kind: 'note', points: [[5, 5]], text: words })
    const [long, short] = ['不要当作气胸'.repeat(80), '看\n此处']
    const state = parseFile(presentationState(subject, { ...film, marks: [note(long), note(short)] }) ?? new Uint8Array()).dataSet.elements['x00700001']?.items?.[0]?.dataSet
    const said = (state?.elements['x00700008']?.items ?? []).map(({ dataSet }) => {
      const { dataOffset, length } = dataSet?.elements['x00700006'] ?? { dataOffset: 0, length: 0 }
      return Buffer.from(dataSet?.byteArray.subarray(dataOffset, dataOffset + length) ?? []).toString('utf8').trim()
    })
    expect(said).toContain('看\r\n此处')
    const cut = said.find((words) => words.startsWith('不要')) ?? ''
    expect(cut.endsWith('[…]')).toBe(true)
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(1024)
    expect(Buffer.byteLength(cut)).toBeGreaterThan(1015)
  })

  it.each([
    ['as exactly as the file says', [], '2031-04-30T08:15:00+08:00'],
    ['to the day without a zone', [text(0x0008_0201, 'SH', '')], '2031-04-30'],
    ['to the day without seconds', [text(0x0008_0030, 'TM', '0815')], '2031-04-30'],
    ['not at all where no calendar has the day', [text(0x0008_0020, 'DA', '20310231')], undefined],
    ['not at all without one', [text(0x0008_0020, 'DA', '')], undefined],
  ])('FHIR says when the film was taken, %s, and when it was read beside it', async (_, more, taken) => {
    const { subject } = await subjectOf(more)
    for (const resource of observations(subject).filter(({ resourceType }) => resourceType === 'Observation' || resourceType === 'DiagnosticReport'))
      expect([resource['effectiveDateTime'], resource['issued']]).toEqual([taken, subject.reported.signature.signedAt])
  })

  it('without the patient’s names FHIR does not say when the film was taken', async () => {
    const { subject } = await subjectOf([], 'deidentified')
    expect(JSON.stringify(observations(subject))).not.toContain('effectiveDateTime')
    expect(JSON.stringify(observations(subject))).not.toContain(filmNames.study)
  })

  it('a distance in FHIR is one concept, with its landmark, its way and its side in parts of their own', async () => {
    const { subject } = await subjectOf()
    const { component } = observations(subject).find(({ code }) => JSON.stringify(code ?? null).includes('26412008')) ?? {}
    const parts = (component as readonly { readonly code: { readonly coding: readonly Json[]; readonly text: string } }[]).slice(0, 4)
    for (const { code } of parts) expect(code.coding).toHaveLength(1)
    expect(parts).toMatchObject([
      { code: { coding: [{ code: '121206' }], text: 'Distance' }, valueQuantity: { value: 20, code: 'mm' } },
      { valueCodeableConcept: { coding: [{ code: '28700002' }] } },
      { valueCodeableConcept: { coding: [{ code: 'tip-straight' }] } },
      { valueCodeableConcept: { coding: [{ code: 'above' }] } },
    ])
  })

  it('the set of common data elements is told of a tube in a part of its own: it is no other name of the tube', async () => {
    const { subject } = await subjectOf()
    const told = observations(subject).map(({ code, component }) => ({ code, component })) as readonly { readonly code?: { readonly coding: readonly Json[] }; readonly component?: readonly Json[] }[]
    const ett = told.find(({ code }) => JSON.stringify(code ?? null).includes('26412008'))
    expect(ett?.code?.coding).toEqual([{ system: 'http://snomed.info/sct', code: '26412008', display: 'Endotracheal tube' }])
    const set = { coding: [{ system: 'https://radelement.org', code: 'RDES179', display: 'Placement of Endotracheal Tube' }] }
    expect(ett?.component).toContainEqual({ code: expect.objectContaining({ coding: [expect.objectContaining({ code: 'element-set' })] }), valueCodeableConcept: expect.objectContaining(set) })
    expect(JSON.stringify(told).split('RDES179')).toHaveLength(2)
  })

  it('tubes are numbered as they were drawn, on whatever film, as on the bench', () => {
    const [one, other] = ['film-1' as ImageId, 'film-2' as ImageId]
    const [[first], [second]] = [at(other, [tube('ett', [[1, 1], [2, 2]])]), at(one, [tube('ett', [[3, 3], [4, 4]])])]
    const marks = [first, second].filter((mark) => mark !== undefined)
    const films = [one, other].map((imageId) => ({ image: { imageId }, marks: marks.filter((mark) => mark.imageId === imageId) }))
    expect(tubesOf(films as never, { marks, lines: null }).map(({ name, film }) => [name, film.image.imageId])).toEqual([['ETT 2', one], ['ETT 1', other]])
  })
})
