import { expect, test } from 'vitest'
import { readAndSign } from '../../../test/support/reading.ts'
import { seedCase } from '../../../test/support/seedCase.ts'
import { answersOf, seedTongueCase } from '../../../test/support/tongueCase.ts'
import { ownerName, ownerPassword, startOwned } from '../../../test/support/workstation.ts'
import { ownWording } from '../../../src-shared/ccmq.ts'
import { csvText } from '../../../src-shared/csv.ts'
import { recordSha256 } from '../../store/readRecord.ts'
import { readsOfCase } from '../../store/reads.ts'

async function withTongue() {
  const station = await startOwned()
  const caseId = await seedTongueCase(station.services)
  const save = (baseRevision: number, answers: Readonly<Record<string, number | null>>, sex: string | null = null) =>
    station.send('questionnaire.save', { caseId, baseRevision, language: 'zh-CN', sex, answers: answersOf(answers) })
  const show = () => station.send('questionnaire.show', { caseId })
  const sign = () => readAndSign(station, caseId, { answers: { qixu: 'present' } })
  return { ...station, caseId, save, show, sign }
}

/** Other words for every item, in one language. */
const otherWords = csvText([['key', 'zh-CN'], ...Object.entries(ownWording.items).map(([key, text]) => [key, `别样：${text['zh-CN']}`])])

test('answers are kept as they come, cleared ones are gone, and the audit says how many and not which', async () => {
  const { send, save, show } = await withTongue()
  expect(await show()).toMatchObject({ current: null, earlier: [], wording: { wordingId: 'own-1' } })
  await save(0, { tired: 4, 'by-sex': 2 }, 'female')
  await save(1, { tired: null, vigour: 5 }, 'female')
  expect((await show()).current).toMatchObject({
    version: 1, revision: 2, keyVersion: 1, wordingId: null, language: 'zh-CN', sex: 'female', answers: { 'by-sex': 2, vigour: 5 }, savedBy: ownerName, signed: false,
  })
  const events = (await send('audit.list', { event: 'questionnaire.' })).map(({ event, detail }) => [event, detail])
  expect(events).toEqual([['questionnaire.save', { version: 1, revision: 2, answered: 2 }], ['questionnaire.save', { version: 1, revision: 1, answered: 2 }]])
  expect(JSON.stringify(await send('audit.list', {}))).not.toContain('vigour')
})

test('what somebody else has answered meanwhile is not overwritten', async () => {
  const { save, show } = await withTongue()
  await save(0, { tired: 4 })
  await expect(save(0, { tired: 1 })).rejects.toMatchObject({ code: 'questionnaire.conflict' })
  await expect(save(2, { tired: 1 })).rejects.toMatchObject({ code: 'questionnaire.conflict' })
  expect((await show()).current?.answers).toEqual({ tired: 4 })
})

test('an answer that is none, an item that is none, and a chest film are refused', async () => {
  const { send, services, save, show, caseId } = await withTongue()
  for (const answers of [{ tired: 0 }, { tired: 6 }, { tired: 1.5 }, { nothing: 3 }, { constructor: 3 }]) await expect(save(0, answers)).rejects.toMatchObject({ code: 'contract.badInput' })
  await expect(save(0, { tired: 1 }, 'other')).rejects.toMatchObject({ code: 'contract.badInput' })
  expect((await show()).current).toBeNull()
  const film = await seedCase(services)
  await expect(send('questionnaire.show', { caseId: film.caseId })).rejects.toMatchObject({ code: 'questionnaire.otherTask' })
  await expect(send('questionnaire.amend', { caseId, reason: 'x' })).rejects.toMatchObject({ code: 'questionnaire.notSigned' })
})

test('a signature holds the version it saw: changes go into a new one, and nothing of the old can be changed unseen', async () => {
  const { send, services, caseId, save, show, sign } = await withTongue()
  await save(0, { tired: 4 })
  await sign()
  await expect(save(1, { tired: 1 })).rejects.toMatchObject({ code: 'questionnaire.signed' })
  await send('questionnaire.amend', { caseId, reason: 'asked again' })
  await save(1, { tired: 2 })
  const { current, earlier } = await show()
  expect([current, ...earlier]).toMatchObject([{ version: 2, answers: { tired: 2 }, reason: 'asked again', signed: false }, { version: 1, answers: { tired: 4 }, signed: true }])
  const recorded = () => {
    const db = services.store.database()
    const [read] = readsOfCase(db, caseId, 'first')
    if (read === undefined) throw new Error('no read')
    return [recordSha256(db, read), read.read.signature?.recordSha256] as const
  }
  const [now, signed] = recorded()
  expect(now).toBe(signed)
  services.store.write((db) => db.prepare('UPDATE questionnaires SET answers = ? WHERE version = 1').run('{"tired":3}'))
  expect(recorded()[0]).not.toBe(signed)
})

test('a case without an answer is signed as before, and an amended reading stands for the newest version', async () => {
  const { send, caseId, save, show, sign } = await withTongue()
  await sign()
  await save(0, { tired: 4 })
  const { read } = await send('case.open', { caseId })
  const amended = await send('read.amend', { readId: read.readId, reason: 'questionnaire came in' })
  expect((await show()).current?.signed).toBe(false)
  await send('signing.open', { password: ownerPassword })
  await send('read.sign', { readId: amended.read.readId, baseRevision: amended.read.revision })
  expect((await show()).current?.signed).toBe(true)
})

test('loaded words are used from the next questionnaire on; one that is begun keeps its own', async () => {
  const { send, services, save, show } = await withTongue()
  await save(0, { tired: 4 })
  const { inUse, loaded } = await send('wording.load', { name: '官方措辞', text: otherWords })
  expect(loaded).toMatchObject([{ wordingId: inUse, name: '官方措辞', languages: ['zh-CN'], by: ownerName }])
  expect((await show()).wording.wordingId).toBe('own-1')
  const next = await seedTongueCase(services)
  const { wording } = await send('questionnaire.show', { caseId: next })
  expect(wording).toMatchObject({ wordingId: inUse, name: '官方措辞', scale: ownWording.scale })
  expect(wording.items['tired']).toEqual({ 'zh-CN': `别样：${ownWording.items['tired']?.['zh-CN']}`, en: ownWording.items['tired']?.en })
  expect((await send('wording.choose', { wordingId: null })).inUse).toBeNull()
  await expect(send('wording.load', { name: 'x', text: otherWords.replace('tired', 'tried') })).rejects.toMatchObject({ code: 'wording.unreadable' })
  expect((await send('wording.list', {})).loaded).toHaveLength(1)
})
