import { randomUUID } from 'node:crypto'
import type { DataSet } from 'dicom-parser'
import { expect, it } from 'vitest'
import type { ImageId, MarkId } from '../../src-shared/domain/ids.ts'
import { acceptedTube, rejectedTube, type TubeSuggestion } from '../../src-shared/domain/tubeSuggestion.ts'
import { readPdf } from '../../test/support/pdf.ts'
import { filmFile, signedFilm } from '../../test/support/signedFilm.ts'
import { parseFile } from '../dicom/dataSet.ts'
import { textOf } from '../dicom/text.ts'

type Json = Readonly<Record<string, unknown>>

const model = { id: 'line-tips', version: '1.0.0' }
const suggested = (tube: TubeSuggestion['tube'], points: TubeSuggestion['points']): TubeSuggestion => ({ tube, points, score: 0.8125, tipScore: 0.5, offFilm: false })
const cvc = suggested('cvc', [[60, 20], [90, 140]])
const swanGanz = suggested('swan-ganz', [[55, 25], [95, 231]])
const unwanted = suggested('cvc', [[211, 17], [223, 133]])

/** A film on which, after the reveal, one suggestion was accepted, one accepted and moved, one rejected; the reader's own tubes stand beside. */
const filmWithSuggestions = () =>
  signedFilm({
    bytes: filmFile(),
    afterReveal: (imageId) => {
      const place = (): { markId: MarkId; imageId: ImageId } => ({ markId: randomUUID() as string as MarkId, imageId })
      const accepted = acceptedTube(cvc, model, place())
      const changed = { ...acceptedTube(swanGanz, model, place()), points: [[55, 25], [100, 240]] }
      return [
        ...[accepted, changed].map((mark) => ({ kind: 'mark', markId: mark.markId, mark })),
        { kind: 'rejection', ...rejectedTube(unwanted, model, imageId), rejected: true },
      ]
    },
  })

interface Item {
  readonly name: string
  readonly text: string
  readonly items: readonly Item[]
}

/** A structured report's tree of contents: each item's concept and its text, or its code's. */
function contentOf(dataSet: DataSet): Item {
  const inside = (tag: string): readonly DataSet[] => (dataSet.elements[tag]?.items ?? []).flatMap(({ dataSet: one }) => (one === undefined ? [] : [one]))
  const meaning = (tag: string): string => inside(tag).map((code) => textOf(code, 'x00080104')).join(' ')
  return { name: meaning('x0040a043'), text: `${textOf(dataSet, 'x0040a160')}${meaning('x0040a168')}`, items: inside('x0040a730').map(contentOf) }
}
const flat = (item: Item): readonly Item[] => [item, ...item.items.flatMap(flat)]

const origin = 'Suggested by a model and accepted by the reader'
const words = { accepted: 'suggested by line-tips 1.0.0 (demonstration), accepted', changed: 'suggested by line-tips 1.0.0 (demonstration), accepted, changed since' }

it('a structured report says of each accepted tube where it came from, and nothing of what was not wanted', async () => {
  const { files } = await (await filmWithSuggestions()).results()
  const report = contentOf(parseFile(files['report.sr.dcm'] ?? new Uint8Array()).dataSet)
  const groups = flat(report).filter(({ name }) => name === 'Measurement Group')
  const textsOf = (group: Item, name: string): readonly string[] => group.items.filter((item) => item.name === name).map(({ text }) => text)
  const origins = groups.map((group) => [textsOf(group, 'Tracking Identifier')[0], ...textsOf(group, origin)])
  expect(origins.filter(([name]) => /\d$/u.test(name ?? ''))).toEqual(expect.arrayContaining([['ETT 1'], ['NGT 1'], ['CVC 1', words.accepted], ['Swan-Ganz 1', words.changed]]))
  expect(origins.flat().filter((text) => text?.startsWith('CVC'))).toEqual(['CVC 1'])
  expect(flat(report).filter(({ name }) => name === origin)).toHaveLength(2)
})

it('FHIR says it in the tube’s observation by the reader, and nothing of what was not wanted', async () => {
  const { files } = await (await filmWithSuggestions()).results()
  const bundle = JSON.parse(Buffer.from(files['results.fhir.json'] ?? []).toString('utf8')) as { entry: readonly { fullUrl: string; resource: Json }[] }
  const tubes = bundle.entry.map(({ resource }) => resource).filter(({ resourceType, identifier }) => resourceType === 'Observation' && identifier !== undefined)
  const originIn = ({ component }: Json): unknown => (component as readonly { code: { text: string }; valueString?: string }[]).find(({ code }) => code.text === origin)?.valueString
  expect(tubes.map((tube) => [(tube['code'] as { text: string }).text, originIn(tube)])).toEqual(
    expect.arrayContaining([['ETT 1', undefined], ['NGT 1', undefined], ['CVC 1', words.accepted], ['Swan-Ganz 1', words.changed]]),
  )
  expect(tubes).toHaveLength(4)
  for (const tube of tubes) {
    expect(tube).toHaveProperty('performer')
    expect(tube).not.toHaveProperty('device')
  }
})

it.each([
  ['en', words.accepted, words.changed],
  ['zh-CN', '由 line-tips 1.0.0（演示）建议，已采纳', '由 line-tips 1.0.0（演示）建议，采纳后已修改'],
] as const)('the printed report says it, and nothing of what was not wanted (%s)', async (language, accepted, changed) => {
  const film = await filmWithSuggestions()
  const { files } = await film.results('deidentified', language)
  // Lines break where they are full.
  const print = readPdf(files['report.pdf'] ?? new Uint8Array()).texts.join('').replaceAll(/\s/gu, '')
  const times = (text: string): number => print.split(text.replaceAll(/\s/gu, '')).length - 1
  expect([times(`${changed}`), times(`${accepted}`) - (language === 'en' ? times(changed) : 0)]).toEqual([1, 1])
  expect(times('line-tips')).toBe(2)
})

it('what was not wanted stands in the result file as such, and nowhere else', async () => {
  const film = await filmWithSuggestions()
  const { files } = await film.results()
  const json = JSON.parse(Buffer.from(files['results.json'] ?? []).toString('utf8')) as Json
  expect(json['rejectedSuggestions']).toEqual([{ image: film.image.imageId, kind: 'cvc', model: 'line-tips', version: '1.0.0', score: 0.8125, points: unwanted.points, demonstration: true }])
  expect((json['tubes'] as readonly Json[]).map(({ kind, origin: from }) => [kind, from])).toEqual(
    expect.arrayContaining([['ett', null], ['ngt', null], ['cvc', words.accepted], ['swan-ganz', words.changed]]),
  )
  expect(JSON.stringify({ ...json, rejectedSuggestions: [] })).not.toMatch(/211,\s*17/u)
  expect(Buffer.from(files['results.fhir.json'] ?? []).toString('utf8')).not.toMatch(/(?<![\da-f-])211(?![\da-f-])/u)
  // Its points as the DICOM objects would write them: 32-bit numbers, side by side.
  const points = Buffer.alloc(8)
  points.writeFloatLE(211, 0)
  points.writeFloatLE(17, 4)
  const accepted = Buffer.alloc(8)
  accepted.writeFloatLE(60, 0)
  accepted.writeFloatLE(20, 4)
  for (const name of ['report.sr.dcm', 'film-1.gsps.dcm']) {
    const bytes = Buffer.from(files[name] ?? [])
    expect([name, bytes.includes(accepted), bytes.includes(points)]).toEqual([name, true, false])
  }
})
