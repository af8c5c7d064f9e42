import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { acceptedTube, type TubeSuggestion } from '../../../src-shared/domain/tubeSuggestion.ts'
import { isTube, type TubeMark } from '../../../src-shared/domain/mark.ts'
import type { MarkId } from '../../../src-shared/domain/ids.ts'
import { seedCase, seedRefusal } from '../../../test/support/seedCase.ts'
import { ownerPassword, startOwned } from '../../../test/support/workstation.ts'
import { caseFacts, ensureCase } from '../../store/cases.ts'

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
  const rejection = async () => ({ readId: (await open()).read.readId, imageId: film.imageId, tube: 'ett', score: 0.82, model: 'line-tips', version: '1.0.0' })
  return { ...station, ...film, caseId, open, save, accepted, rejection }
}

describe('suggested tubes', () => {
  test('are for nobody who reads blind, neither to see nor to accept nor to reject', async () => {
    const { send, open, save, accepted, rejection, imageId } = await withFilm()
    const { readId } = (await open()).read
    await expect(send('tubes.suggest', { readId, imageId })).rejects.toThrow('read.notRevealed')
    await expect(send('tubes.reject', await rejection())).rejects.toThrow('read.notRevealed')
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
    await expect(send('tubes.reject', { readId, imageId: mark.imageId, tube: 'ett', score: 0.5, model: 'line-tips', version: '1.0.0' })).rejects.toThrow('read.signed')
    const amended = await send('read.amend', { readId, reason: 'again' })
    expect(amended.read.marks.filter(isTube).map(({ suggested }) => suggested)).toEqual([mark.suggested])
  })

  test('leave a line in the audit where they are rejected', async () => {
    const { send, open, rejection, services, imageId } = await withFilm()
    await send('read.reveal', { readId: (await open()).read.readId })
    await send('tubes.reject', await rejection())
    const detail = services.store.database().prepare(`SELECT detail FROM audit WHERE event = 'tubes.reject'`).pluck().all()
    expect(detail.map((text) => JSON.parse(String(text)) as unknown)).toMatchObject([{ image: imageId, tube: 'ett', score: 0.82, model: 'line-tips 1.0.0' }])
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
    const { send, open, services } = await withFilm()
    const { readId } = (await open()).read
    await send('read.reveal', { readId })
    await expect(send('tubes.suggest', { readId, imageId: randomUUID() })).rejects.toThrow('contract.badInput')
    const other = await seedCase(services)
    const chest = await send('case.open', { caseId: other.caseId })
    seedRefusal(services, other)
    await send('read.reveal', { readId: chest.read.readId })
    await expect(send('tubes.suggest', { readId: chest.read.readId, imageId: other.imageId })).rejects.toThrow('contract.badInput')
  })
})
