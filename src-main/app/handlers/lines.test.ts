import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { ownLineRules } from '../../../src-shared/domain/lineRules.ts'
import type { WorklistFilter } from '../../../src-shared/domain/case.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { seedCase, seedRefusal, type SeededCase } from '../../../test/support/seedCase.ts'
import { ownerPassword, startOwned, type TestWorkstation } from '../../../test/support/workstation.ts'
import { caseFacts, ensureCase } from '../../store/cases.ts'
import { insertRun } from '../../store/predictions.ts'
import { recordSha256 } from '../../store/readRecord.ts'
import { readById } from '../../store/reads.ts'

const at = '2031-05-01T08:00:00.000Z'
const mmPerPx = 0.5

/** A film that is read for its lines, 0.5 mm a pixel at the detector, refused by a gate: there are no scores to wait for. */
async function seedLines({ services }: TestWorkstation): Promise<SeededCase> {
  const film = await seedCase(services)
  const spacing = JSON.stringify({ rowMm: mmPerPx, columnMm: mmPerPx, source: 'imagerPixelSpacing' })
  const caseId = services.store.write((db) => {
    db.prepare(`UPDATE images SET info = json_set(info, '$.spacing', json(?)) WHERE image_id = ?`).run(spacing, film.imageId)
    return ensureCase(db, caseFacts(db, film.caseId).visitId, 'chestxray11', at).caseId
  })
  seedRefusal(services, { ...film, caseId })
  return { ...film, caseId }
}

type Body = Readonly<Record<string, unknown>>

async function withLines() {
  const station = await startOwned()
  const film = await seedLines(station)
  const { caseId, imageId } = film
  const open = () => station.send('case.open', { caseId })
  const save = async (edits: readonly unknown[]) => {
    const { read } = await open()
    return station.send('read.save', { readId: read.readId, baseRevision: read.revision, edits })
  }
  const draw = async (body: Body): Promise<string> => {
    const markId = randomUUID()
    await save([{ kind: 'mark', markId, mark: { markId, imageId, label: null, ...body } }])
    return markId
  }
  const tube = (kind: string, points: readonly unknown[], part: Body = {}) =>
    draw({ kind: 'tube', tube: kind, points, tipEnd: 'last', sidePort: null, offFilm: false, course: null, ...part })
  const tell = (about: readonly string[], part: Body = {}) => {
    const communicationId = randomUUID()
    const communication = { communicationId, toWhom: 'Dr Li, ICU', at, how: 'phone', readBack: true, about, ...part }
    return save([{ kind: 'communication', communicationId, communication }])
  }
  const signing = async () => {
    const { read } = await open()
    if (read.phase === 'blind') await station.send('read.reveal', { readId: read.readId })
    await station.send('signing.open', { password: ownerPassword })
  }
  const sign = async (part: Body = {}) => {
    const { read } = await open()
    return station.send('read.sign', { readId: read.readId, baseRevision: read.revision, ...part })
  }
  return { ...station, ...film, open, save, draw, tube, tell, signing, sign }
}

const byPriority: WorklistFilter = { search: '', task: null, status: null, priority: null, tag: null, assigned: null, label: null, minimumScore: null, sort: 'priority', descending: false }

describe('tubes in a read', () => {
  test('are signed with their traces and the rules that they come from, and an amendment keeps them', async () => {
    const { open, draw, tube, signing, sign, send, services } = await withLines()
    await draw({ kind: 'landmark', landmark: 'carina', points: [[250, 300]] })
    await tube('ett', [[250, 50], [250, 158]], { label: { labelSet: 'chestxray11', label: 'ett-borderline' } })
    const { lineRules } = await open()
    expect(lineRules?.rules).toEqual(ownLineRules)
    await signing()
    const { read } = await sign({ lineRulesSha256: lineRules?.facts.sha256 })
    // 142 px of 0.5 mm are 7.1 cm.
    expect(read.lines).toMatchObject({ rules: { name: 'own', version: 1 }, findings: [{ flag: 'borderline', distance: { cm: 7.1, source: 'imagerPixelSpacing' } }] })
    expect(read.lines?.findings[0]?.trace.at(-1)?.rule.id).toBe('ETT-5')
    const detail = services.store.database().prepare(`SELECT detail FROM audit WHERE event = 'read.sign' AND outcome = 'done'`).pluck().get()
    expect(JSON.parse(String(detail))).toMatchObject({ tubes: 1, communicated: 0, lineRules: 1 })
    const amended = await send('read.amend', { readId: read.readId, reason: 'again' })
    expect(amended.read.marks).toEqual(read.marks)
    expect(amended.read.lines).toBeNull()
    expect(amended.earlierReads[0]?.lines).toEqual(read.lines)
    expect(await send('store.verify', {})).toMatchObject({ ok: true })
  })

  test('which are critical are told, and read back, before anything is signed', async () => {
    const { tube, tell, signing, sign, open, services } = await withLines()
    const markId = await tube('ngt', [[250, 50], [300, 400]], { course: 'airway' })
    await signing()
    await expect(sign()).rejects.toMatchObject({ code: 'read.notCommunicated', detail: { count: 1 } })
    await expect(tell([markId], { at: '2031-05-01T08:00:01.000Z' })).rejects.toMatchObject({ code: 'communication.future' })
    await tell([markId], { readBack: false })
    await expect(sign()).rejects.toMatchObject({ code: 'read.notCommunicated' })
    await tell([markId])
    const { read } = await sign()
    expect(read.communications).toHaveLength(2)
    expect(read.lines?.findings).toMatchObject([{ urgency: 'critical', flag: 'abnormal' }])
    expect((await open()).row.urgent).toMatchObject({ urgency: 'critical', by: 'reader', tube: 'ngt' })
    const refused = services.store.database().prepare(`SELECT count(*) FROM audit WHERE event = 'read.sign' AND outcome = 'refused'`).pluck().get()
    expect(refused).toBe(2)
  })

  test('who was told is part of what was signed', async () => {
    const { tube, tell, signing, sign, services } = await withLines()
    await tell([await tube('ett', [[250, 200]], { course: 'bronchus' })])
    await signing()
    const signed = await sign()
    const record = () => recordSha256(services.store.database(), readById(services.store.database(), signed.read.readId))
    expect(record()).toBe(signed.read.signature?.recordSha256)
    services.store.write((db) => db.prepare(`UPDATE communications SET body = json_set(body, '$.toWhom', 'Somebody else')`).run())
    expect(record()).not.toBe(signed.read.signature?.recordSha256)
  })

  test('come to the top of the list by what they are, a priority set by hand between them', async () => {
    const { send, services, save, tube, caseId, ...station } = await withLines()
    const plain = await seedLines({ send, services, ...station })
    const high = await seedLines({ send, services, ...station })
    await send('cases.change', { cases: { by: 'ids', caseIds: [high.caseId] }, change: { kind: 'priority', priority: 1 } })
    const first = async () => (await send('worklist.list', { filter: { ...byPriority, task: 'chestxray11' }, offset: 0, limit: 10 })).rows.map((row) => row.caseId)
    expect(await first()).toEqual([high.caseId, caseId, plain.caseId])
    await save([{ kind: 'answer', labelSet: 'chestxray11', label: 'cvc-abnormal', state: 'present' }])
    expect(await first()).toEqual([high.caseId, caseId, plain.caseId])
    await tube('ett', [[250, 200]], { course: 'bronchus' })
    expect(await first()).toEqual([caseId, high.caseId, plain.caseId])
  })

  test('rank by the model\'s call only while its scores are shown and nobody has answered, and tell a second reader nothing', async () => {
    const { send, services, caseId, imageId, sha256, save, open } = await withLines()
    const call = (name: string, score: number) => ({ name, score, threshold: 0.5, call: score > 0.5 ? ('present' as const) : ('absent' as const) })
    const model = { id: 'chestxray11', version: '1', sha256: '0'.repeat(64), provider: 'cpu' as const, demonstration: false }
    const labels = [call('cvc-borderline', 0.9), call('ngt-abnormal', 0.7), call('ett-abnormal', 0.2)]
    const facts = { sha256, ok: true as const, kind: 'film' as const, task: 'chestxray11' as const, widthPx: 512, heightPx: 512, quality: {} }
    const timingsMs = { decode: 1, preprocess: 1, infer: 1, segment: 0, total: 3 }
    services.store.write((db) => insertRun(db, { caseId, imageId, analysis: { ...facts, model, labels, maps: {}, segmentation: null, tongue: null, timingsMs }, at }))
    expect((await open()).row.urgent).toBeNull()
    await send('read.reveal', { readId: (await open()).read.readId })
    expect((await open()).row.urgent).toEqual({ urgency: 'abnormal', by: 'model', tube: null, label: 'ngt-abnormal', score: 0.7 })
    await save([{ kind: 'answer', labelSet: 'chestxray11', label: 'ngt-abnormal', state: 'absent' }])
    expect((await open()).row.urgent).toBeNull()
    await save([{ kind: 'answer', labelSet: 'chestxray11', label: 'cvc-borderline', state: 'present' }])
    expect((await open()).row.urgent).toMatchObject({ urgency: 'borderline', by: 'reader', label: 'cvc-borderline' })
    await send('people.add', { name: 'Li', role: 'expert', newPassword: 'first staple 9', password: ownerPassword })
    services.store.write((db) => db.prepare(`INSERT INTO reads (read_id, case_id, seat, version, reader_id, phase) SELECT 'x', ?, 'second', 1, user_id, 'blind' FROM users WHERE name = 'Li'`).run(caseId))
    await save([{ kind: 'note', text: 'x' }])
    expect((await open()).row.urgent).toBeNull()
  })

  // One workstation for all of them: each would cost a password's hash.
  const wrong = [
    ['a tube without a point', { kind: 'tube', tube: 'ett', points: [], tipEnd: 'last', sidePort: null, offFilm: false, course: null, label: null }, 'mark.points'],
    ['a side port off the picture', { kind: 'tube', tube: 'ngt', points: [[1, 1]], tipEnd: 'last', sidePort: [600, 1], offFilm: false, course: null, label: null }, 'mark.outside'],
    ['a carina of two places', { kind: 'landmark', landmark: 'carina', points: [[1, 1], [2, 2]] }, 'mark.points'],
    ['a zone without an inside', { kind: 'landmark', landmark: 'cavoatrial-zone', points: [[1, 1], [1, 9]] }, 'mark.points'],
    ['a landmark with a label', { kind: 'landmark', landmark: 'carina', points: [[1, 1]], label: { labelSet: 'chestxray11', label: 'ett-normal' } }, 'contract.badInput'],
    ['a known length of nothing', { kind: 'length', points: [[1, 1], [1, 1]], knownMm: 10 }, 'contract.badInput'],
    ['an unknown tube', { kind: 'tube', tube: 'drain', points: [[1, 1]], tipEnd: 'last', sidePort: null, offFilm: false, course: null, label: null }, 'contract.badInput'],
  ] as const

  test('are refused where they cannot be any', async () => {
    const { draw, open } = await withLines()
    for (const [name, body, code] of wrong) expect([name, await draw(body).catch((error: AppError) => error.code)]).toEqual([name, code])
    expect((await open()).read.marks).toEqual([])
  })
})

describe('the rules for lines', () => {
  const own = JSON.stringify(ownLineRules)
  const load = (station: TestWorkstation, text: string) => station.send('lineRules.load', { name: 'ward.json', text })

  test('are a site\'s own once they are loaded; what was seen under others is not signed', async () => {
    const station = await withLines()
    await station.tube('ett', [[250, 50], [250, 158]])
    await station.draw({ kind: 'landmark', landmark: 'carina', points: [[250, 300]] })
    await station.signing()
    const seen = (await station.open()).lineRules?.facts.sha256
    const list = await load(station, own.replace('"moreThanCm":7', '"moreThanCm":8').replace('"version":1', '"version":12'))
    expect(list).toMatchObject({ inUse: list.loaded[0]?.rulesId, ownVersion: 1, loaded: [{ name: 'ward.json', version: 12 }] })
    await expect(station.sign({ lineRulesSha256: seen })).rejects.toMatchObject({ code: 'lines.rulesChanged' })
    const { read } = await station.sign({ lineRulesSha256: (await station.open()).lineRules?.facts.sha256 })
    expect(read.lines).toMatchObject({ rules: { name: 'ward.json', version: 12 }, findings: [{ flag: 'normal' }] })
    expect(await station.send('lineRules.choose', { rulesId: null })).toMatchObject({ inUse: null })
    expect((await station.open()).read.lines?.rules.version).toBe(12)
    await expect(station.send('lineRules.choose', { rulesId: randomUUID() })).rejects.toMatchObject({ code: 'lines.missing' })
  })

  const broken = [
    ['no JSON', 'version: 1'],
    ['an unknown test', own.replace('"offFilm"', '"moon"')],
    ['an id twice', own.replace('"ETT-2"', '"ETT-1"')],
    ['a distance without a limit', own.replace(',"lessThanCm":3', '')],
    ['a limit that no chest has', own.replace('"lessThanCm":3', '"lessThanCm":300')],
    ['a tube whose rules come to no end', own.replace('"test":"otherwise"', '"test":"courseUnsaid"')],
    ['"normal" before anybody asks for the tip', JSON.stringify({ ...ownLineRules, rules: ownLineRules.rules.filter(({ id }) => id !== 'NGT-2') })],
  ] as const

  test('are refused where they are none, and those in use stay', async () => {
    const station = await startOwned()
    for (const [name, text] of broken) expect([name, await load(station, text).catch((error: AppError) => error.code)]).toEqual([name, 'lines.unreadable'])
    expect(await station.send('lineRules.list', {})).toMatchObject({ inUse: null, loaded: [] })
  })
})
