import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { acceptedTube, rejectedTube, type TubeSuggestion } from '../../../src-shared/domain/tubeSuggestion.ts'
import { isTube, type TubeMark } from '../../../src-shared/domain/mark.ts'
import type { MarkId } from '../../../src-shared/domain/ids.ts'
import { seedCase, seedRefusal } from '../../../test/support/seedCase.ts'
import { ownerPassword, startOwned } from '../../../test/support/workstation.ts'
import { caseFacts, ensureCase } from '../../store/cases.ts'
import { recordSha256 } from '../../store/readRecord.ts'
import { readById } from '../../store/reads.ts'
import { signedCases } from '../../store/signedCases.ts'

const at = '2031-05-01T08:00:00.000Z'
const suggestion: TubeSuggestion = { tube: 'ett', points: [[200, 10], [205, 150]], score: 0.82, tipScore: 0.6, offFilm: false }
const model = { id: 'line-tips', version: '1.0.0' }

async function withFilm() {
  const station = await startOwned()
  const film = await seedCase(station.services)
  const caseId = station.services.store.write((db) => ensureCase(db, caseFacts(db, film.caseId).visitId, 'chestxray11', at).caseId)
  seedRefusal(station.services, { ...film, caseId })
  const open = () => station.send('case.open', { caseId })
  const save = async (mark: TubeMark) => {
    const { read } = await open()
    return station.send('read.save', { readId: read.readId, baseRevision: read.revision, edits: [{ kind: 'mark', markId: mark.markId, mark }] })
  }
  const accepted = (part: Partial<TubeMark> = {}): TubeMark => ({ ...acceptedTube(suggestion, model, { markId: randomUUID() as string as MarkId, imageId: film.imageId }), ...part })
  const rejected = rejectedTube(suggestion, model, film.imageId)
  const reject = async (part: object = {}) => {
    const { read } = await open()
    return station.send('read.save', { readId: read.readId, baseRevision: read.revision, edits: [{ kind: 'rejection', ...rejected, rejected: true, ...part }] })
  }
  return { ...station, ...film, caseId, open, save, accepted, rejected, reject }
}

describe('suggested tubes', () => {
  test('are for nobody who reads blind, neither to see nor to accept nor to reject', async () => {
    const { send, open, save, accepted, reject, imageId } = await withFilm()
    const { readId } = (await open()).read
    await expect(send('tubes.suggest', { readId, imageId })).rejects.toThrow('read.notRevealed')
    await expect(reject()).rejects.toThrow('read.notRevealed')
    await expect(save(accepted())).rejects.toThrow('read.notRevealed')
    const { suggested: _, ...own } = accepted()
    await save(own)
  })

  test('become marks of the reader that keep where they came from, through the signature and an amendment', async () => {
    const { send, open, save, accepted } = await withFilm()
    const { readId } = (await open()).read
    await send('read.reveal', { readId })
    const mark = accepted()
    await save(mark)
    const moved: TubeMark = { ...mark, points: [[200, 10], [205, 170]] }
    await save(moved)
    expect((await open()).read.marks).toEqual([moved])
    await send('signing.open', { password: ownerPassword })
    const { read } = await open()
    await send('read.sign', { readId, baseRevision: read.revision })
    const amended = await send('read.amend', { readId, reason: 'again' })
    expect(amended.read.marks.filter(isTube).map(({ suggested }) => suggested)).toEqual([mark.suggested])
  })

  test('that were rejected stay with the read, once each, until the rejection is taken back; the audit counts both', async () => {
    const { send, open, rejected, reject, services } = await withFilm()
    await send('read.reveal', { readId: (await open()).read.readId })
    await reject()
    await reject()
    const other = { ...rejected.suggested, points: [[100, 10], [110, 90]] as const }
    await reject({ suggested: other })
    expect((await open()).read.rejectedTubes.map(({ suggested }) => suggested)).toEqual(expect.arrayContaining([rejected.suggested, other]))
    await reject({ rejected: false })
    expect((await open()).read.rejectedTubes).toEqual([{ ...rejected, suggested: other }])
    const detail = services.store.database().prepare(`SELECT detail FROM audit WHERE event = 'read.save' ORDER BY sequence`).pluck().all()
    expect(detail.map((text) => JSON.parse(String(text)) as Record<string, number>).map((each) => [each['tubesRejected'], each['tubesBroughtBack']])).toEqual([[1, 0], [1, 0], [1, 0], [0, 1]])
  })

  test('that were rejected are part of what is signed, and of an amendment until it takes them back', async () => {
    const { send, open, reject, rejected, services } = await withFilm()
    const { readId } = (await open()).read
    await send('read.reveal', { readId })
    const stored = () => readById(services.store.database(), readId)
    const without = recordSha256(services.store.database(), stored())
    await reject()
    expect(recordSha256(services.store.database(), stored())).not.toBe(without)
    await send('signing.open', { password: ownerPassword })
    await send('read.sign', { readId, baseRevision: (await open()).read.revision })
    await expect(reject({ rejected: false })).rejects.toThrow('read.signed')
    const amended = await send('read.amend', { readId, reason: 'again' })
    expect(amended.read.rejectedTubes).toEqual([rejected])
    await reject({ rejected: false })
    expect((await open()).read.rejectedTubes).toEqual([])
    expect(stored().read.rejectedTubes).toEqual([rejected])
    expect(signedCases(services.store.database(), 'chestxray11').map(({ rejectedTubes }) => rejectedTubes)).toEqual([[rejected]])
  })

  test.each([
    ['of another picture', { imageId: randomUUID() }, 'mark.otherPicture'],
    ['beyond the film', { suggested: { model: 'line-tips', version: '1.0.0', score: 0.5, points: [[0, 0], [99_999, 1]] } }, 'mark.outside'],
    ['without points', { suggested: { model: 'line-tips', version: '1.0.0', score: 0.5, points: [] } }, 'mark.points'],
    ['with a score that is none', { suggested: { model: 'line-tips', version: '1.0.0', score: -0.1, points: [[1, 1]] } }, 'contract.badInput'],
    ['of a kind that is none', { tube: 'drain' }, 'contract.badInput'],
  ])('are not rejected %s', async (_, part, code) => {
    const { send, open, reject } = await withFilm()
    await send('read.reveal', { readId: (await open()).read.readId })
    await expect(reject(part)).rejects.toThrow(code)
    expect((await open()).read.rejectedTubes).toEqual([])
  })

  test.each([
    ['a score above one', { score: 1.5 }],
    ['a model with a path for a name', { model: '../x' }],
    ['points that are none', { points: [['a', 1]] }],
  ])('are refused with %s', async (_, part) => {
    const { send, open, accepted } = await withFilm()
    const { readId } = (await open()).read
    const { read } = await send('read.reveal', { readId })
    const mark = accepted()
    const broken = { ...mark, suggested: { ...mark.suggested, ...part } }
    await expect(send('read.save', { readId, baseRevision: read.revision, edits: [{ kind: 'mark', markId: mark.markId, mark: broken }] })).rejects.toThrow('contract.badInput')
  })

  test('are none of another case’s picture, nor of a task without tubes', async () => {
    const { send, open, rejected, services } = await withFilm()
    const { readId } = (await open()).read
    await send('read.reveal', { readId })
    await expect(send('tubes.suggest', { readId, imageId: randomUUID() })).rejects.toThrow('contract.badInput')
    const other = await seedCase(services)
    const chest = await send('case.open', { caseId: other.caseId })
    seedRefusal(services, other)
    await send('read.reveal', { readId: chest.read.readId })
    await expect(send('tubes.suggest', { readId: chest.read.readId, imageId: other.imageId })).rejects.toThrow('contract.badInput')
    const { read } = await send('case.open', { caseId: other.caseId })
    const edit = { kind: 'rejection', ...rejected, imageId: other.imageId, rejected: true }
    await expect(send('read.save', { readId: read.readId, baseRevision: read.revision, edits: [edit] })).rejects.toThrow('contract.badInput')
  })
})
