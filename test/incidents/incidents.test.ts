import { renameSync, rmSync } from 'node:fs'
import { strFromU8, unzipSync } from 'fflate'
import { parse } from 'csv-parse/sync'
import { expect, onTestFinished, test } from 'vitest'
import { exportArchive } from '../../src-main/export/archive.ts'
import { sha256Of } from '../../src-main/store/blobs.ts'
import type { ExportId } from '../../src-shared/domain/ids.ts'
import { allRows, importAll } from '../support/importing.ts'
import { readAndSign } from '../support/reading.ts'
import { seededRandom } from '../support/random.ts'
import { seedCase, seedRun } from '../support/seedCase.ts'
import { ownerPassword, startOwned } from '../support/workstation.ts'
import { dicomFile, greyAttributes } from '../fixtures/dicom.ts'

/** What went wrong in other programs of this kind, and must not here: the list stands in docs/incidents.md. */
const set = 'chestxray14'
const answer = (label: string, state: string) => ({ kind: 'answer', labelSet: set, label, state })

test('"saved" is not said of what the store does not find again', async () => {
  const { send, services } = await startOwned()
  const { caseId } = await seedCase(services)
  const { read } = await send('case.open', { caseId })
  // A reader that stands still sees the store as it was before the save: what a disk that swallows a write looks like.
  const { store } = services
  store.database().prepare('BEGIN').run()
  store.database().prepare('SELECT count(*) FROM answers').get()
  const before = services.saves.lastReadBackAt
  await expect(send('read.save', { readId: read.readId, baseRevision: read.revision, edits: [answer('mass', 'present')] })).rejects.toMatchObject({ code: 'store.damaged' })
  expect(services.saves.lastReadBackAt).toBe(before)
  store.database().prepare('ROLLBACK').run()
})

test.each(['moved away', 'removed'] as const)('a data folder that was %s takes no save: the draft stays, and goes in once the folder is back', async (how) => {
  const { send, services, folder } = await startOwned()
  const { caseId } = await seedCase(services)
  const { read } = await send('case.open', { caseId })
  const save = () => send('read.save', { readId: read.readId, baseRevision: read.revision, edits: [answer('mass', 'present')] })
  if (how === 'removed') rmSync(folder, { recursive: true })
  else renameSync(folder, `${folder}-away`)
  onTestFinished(() => [folder, `${folder}-away`].forEach((left) => rmSync(left, { recursive: true, force: true })))
  await expect(save()).rejects.toMatchObject({ code: 'store.missing' })
  if (how === 'removed') return
  // The log has begun a folder of its own there: a disk that comes back covers it.
  rmSync(folder, { recursive: true, force: true })
  renameSync(`${folder}-away`, folder)
  expect(await save()).toMatchObject({ revision: read.revision + 1 })
})

test('labels that change under an open read lose no answer, and old keys are still taken', async () => {
  const { send, services } = await startOwned()
  const seeded = await seedCase(services)
  seedRun(services, seeded)
  const { caseId } = seeded
  const { read } = await send('case.open', { caseId })
  const saved = await send('read.save', { readId: read.readId, baseRevision: read.revision, edits: [answer('mass', 'present'), answer('edema', 'absent')] })
  const view = (await send('labels.list', {})).find((each) => each.set.id === set)
  if (view === undefined) throw new Error('no set')
  const labels = view.set.labels.map(({ key, name, hint, exclusiveGroup }) => ({
    key,
    name: key === 'mass' ? { 'zh-CN': '占位', en: 'Space-occupying lesion' } : name,
    hint: hint ?? null,
    exclusiveGroup: exclusiveGroup ?? null,
    retired: key === 'edema',
    mergedInto: null,
  }))
  await send('labels.save', { id: set, baseVersion: view.set.version, labels, reason: 'renamed while somebody reads' })
  const later = await send('read.save', { readId: read.readId, baseRevision: saved.revision, edits: [answer('edema', 'present'), answer('hernia', 'unsure')] })
  expect(later.revision).toBeGreaterThan(saved.revision)
  await send('read.reveal', { readId: read.readId })
  await send('signing.open', { password: ownerPassword })
  const open = await send('case.open', { caseId })
  const signed = await send('read.sign', { readId: read.readId, baseRevision: open.read.revision })
  expect(signed.read.answers).toMatchObject([{ label: 'edema', state: 'present' }, { label: 'hernia', state: 'unsure' }, { label: 'mass', state: 'present' }])
})

test('an original is the same to the bit after a hundred saves', async () => {
  const { send, services } = await startOwned()
  const next = seededRandom(7)
  const words = Array.from({ length: 256 * 256 }, () => Math.floor(next() * 4096))
  const source = dicomFile(greyAttributes(256, 256, words))
  await importAll({ send, services } as Parameters<typeof importAll>[0], [{ name: 'a.dcm', bytes: source }])
  const [row] = await allRows({ send } as Parameters<typeof allRows>[0])
  const { read, images } = await send('case.open', { caseId: row?.caseId ?? '' })
  const imageId = images[0]?.imageId
  let { revision } = read
  for (let save = 0; save < 100; save += 1) {
    const markId = crypto.randomUUID()
    const mark = { markId, imageId, kind: 'box', points: [[save, save], [save + 20, save + 30]], label: null }
    ;({ revision } = await send('read.save', { readId: read.readId, baseRevision: revision, edits: [{ kind: 'mark', markId, mark }] }))
  }
  const [stored] = services.store.database().prepare<[], string>('SELECT sha256 FROM images').pluck().all()
  expect(stored).toBe(sha256Of(source))
  expect(await services.store.blobs().read(stored ?? '')).toEqual(Buffer.from(source))
})

const scripts = {
  chinese: '舌淡红，苔薄白；左肺上叶斑片影',
  rare: '𠮷 㐂 龘 䶮 𪚥',
  emoji: '👩‍⚕️ 🩻 🏳️‍🌈',
  rightToLeft: 'شكل القلب طبيعي — ריאה שמאלית',
  combining: 'e\u0301 n\u0303 \u1100\u1161',
  controls: 'tab\tand\nline "quoted", semi; =SUM(A1)',
}

test.each(Object.entries(scripts))('text in every script comes back as it was typed and as it was exported: %s', async (_, text) => {
  const station = await startOwned()
  const { send, services } = station
  const seeded = await seedCase(services)
  seedRun(services, seeded)
  const { caseId } = seeded
  await readAndSign(station, caseId, { answers: { mass: 'present' }, note: text, impression: text })
  expect((await send('case.open', { caseId })).read).toMatchObject({ note: text, impression: text })
  const comment = await send('comment.add', { caseId, text })
  expect(comment.comments.at(-1)?.text).toBe(text)
  const { jobId } = await send('export.start', { format: 'csv', task: null })
  await services.jobs.settled(jobId)
  const [report] = await send('export.list', {})
  const files = unzipSync(await exportArchive(services.store, report?.exportId as ExportId))
  const [line] = parse(strFromU8(files['cases.csv'] ?? new Uint8Array()), { columns: true, bom: true }) as Record<string, string>[]
  expect(line?.['impression']).toBe(text)
})
