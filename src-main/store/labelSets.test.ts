import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { allRows, importAll } from '../../test/support/importing.ts'
import { tonguePng } from '../../test/fixtures/pictures.ts'
import { readAndSign } from '../../test/support/reading.ts'
import { ownerPassword, startOwned, type TestWorkstation } from '../../test/support/workstation.ts'
import type { EditedLabel, LabelSetView } from '../../src-shared/contract/labels.ts'
import type { CaseId, ExportId } from '../../src-shared/domain/ids.ts'
import { exportArchive } from '../export/archive.ts'

const modelsFolder = path.resolve(import.meta.dirname, '../../test/fixtures/models')
const SET = 'constitution9'

async function withTongues(count: number): Promise<{ station: TestWorkstation; cases: readonly CaseId[] }> {
  const station = await startOwned({ modelsFolder, engine: { provider: 'cpu', threads: 1 } })
  for (let index = 0; index < count; index += 1) {
    const bytes = await tonguePng({ widthPx: 300 + index * 7, heightPx: 320 })
    await importAll(station, [{ name: `${index}.png`, bytes }], { patients: { kind: 'byHand', pseudonym: `P-${index}` } })
  }
  return { station, cases: (await allRows(station)).map(({ caseId }) => caseId) }
}

async function viewOf({ send }: TestWorkstation): Promise<LabelSetView> {
  const view = (await send('labels.list', {})).find(({ set }) => set.id === SET)
  if (view === undefined) throw new Error('no set')
  return view
}

const edited = ({ set }: LabelSetView): EditedLabel[] =>
  set.labels.map(({ key, name, hint, exclusiveGroup, retired, mergedInto }) => ({
    key,
    name,
    hint: hint ?? null,
    exclusiveGroup: exclusiveGroup ?? null,
    retired: retired ?? false,
    mergedInto: mergedInto ?? null,
  }))

async function change(station: TestWorkstation, edit: (labels: EditedLabel[]) => EditedLabel[]): Promise<LabelSetView> {
  const view = await viewOf(station)
  return station.send('labels.save', { id: SET, baseVersion: view.set.version, labels: edit(edited(view)), reason: 'agreed on Monday' })
}

const merged = (labels: EditedLabel[], from: string, into: string): EditedLabel[] =>
  labels.map((label) => (label.key === from ? { ...label, mergedInto: into } : label))

async function exported(station: TestWorkstation): Promise<Record<string, string>[]> {
  const { jobId } = await station.send('export.start', { format: 'csv', task: 'tongue' })
  await station.services.jobs.settled(jobId)
  const [report] = await station.send('export.list', {})
  const files = unzipSync(await exportArchive(station.services.store, report?.exportId as ExportId))
  return parse(strFromU8(files['cases.csv'] ?? new Uint8Array()), { columns: true, bom: true })
}

describe('label sets', () => {
  it('get a new name without touching an answer, and a signed read keeps the old one', async () => {
    const { station, cases } = await withTongues(2)
    const [signed, open] = cases as [CaseId, CaseId]
    await readAndSign(station, signed, { answers: { 'qixu': 'present' } })
    await station.send('case.open', { caseId: open })
    const view = await change(station, (labels) => labels.map((label) => (label.key === 'qixu' ? { ...label, name: { 'zh-CN': '气虚体质', en: 'Qi deficient' } } : label)))
    expect(view).toMatchObject({ set: { version: 2 }, history: [{ version: 2, reason: 'agreed on Monday' }], usage: { 'qixu': { signed: 1, open: 0 } } })
    const nameIn = async (caseId: CaseId): Promise<string | undefined> => {
      const { labelSets } = await station.send('case.open', { caseId })
      return labelSets.find(({ id }) => id === SET)?.labels.find(({ key }) => key === 'qixu')?.name.en
    }
    expect(await nameIn(open)).toBe('Qi deficient')
    expect(await nameIn(signed)).toBe('Qi deficiency')
    expect((await station.send('case.open', { caseId: signed })).read.answers).toMatchObject([{ label: 'qixu', state: 'present' }])
    expect(await station.send('store.verify', {})).toMatchObject({ ok: true })
  })

  it('merge labels: open answers move, signed ones stay and are exported as one', async () => {
    const { station, cases } = await withTongues(3)
    const [first, second, open] = cases as [CaseId, CaseId, CaseId]
    await readAndSign(station, first, { answers: { 'qixu': 'present', 'yangxu': 'absent' } })
    await readAndSign(station, second, { answers: { 'yangxu': 'absent' } })
    const { read } = await station.send('case.open', { caseId: open })
    const edits = [{ kind: 'answer', labelSet: SET, label: 'qixu', state: 'unsure' }]
    await station.send('read.save', { readId: read.readId, baseRevision: read.revision, edits })

    await change(station, (labels) => merged(labels, 'qixu', 'yangxu'))

    const after = await station.send('case.open', { caseId: open })
    expect(after.read.answers).toMatchObject([{ label: 'yangxu', state: 'unsure' }])
    expect(after.labelSets[0]?.labels.map(({ key }) => key)).not.toContain('qixu')
    const kept = await station.send('case.open', { caseId: first })
    expect(kept.read.answers.map(({ label, state }) => [label, state])).toEqual([['qixu', 'present'], ['yangxu', 'absent']])
    const rows = await exported(station)
    expect(rows.map((row) => row[`${SET}.yangxu`])).toEqual(['1', '0'])
    expect(Object.keys(rows[0] ?? {})).not.toContain(`${SET}.qixu`)
    expect(await station.send('store.verify', {})).toMatchObject({ ok: true })
  })

  it('retire a label: it is no longer asked, and what was answered stays', async () => {
    const { station, cases } = await withTongues(2)
    const [answered, other] = cases as [CaseId, CaseId]
    const { read } = await station.send('case.open', { caseId: answered })
    const edits = [{ kind: 'answer', labelSet: SET, label: 'pinghe', state: 'present' }]
    await station.send('read.save', { readId: read.readId, baseRevision: read.revision, edits })
    await change(station, (labels) => labels.map((label) => (label.key === 'pinghe' ? { ...label, retired: true } : label)))
    const keys = async (caseId: CaseId) => (await station.send('case.open', { caseId })).labelSets[0]?.labels.map(({ key }) => key)
    expect(await keys(answered)).toContain('pinghe')
    expect(await keys(other)).not.toContain('pinghe')
    expect((await allRows(station)).map(({ totalLabels }) => totalLabels)).toEqual([36, 36])
  })

  it('an amendment of a merged read carries the joined answer', async () => {
    const { station, cases } = await withTongues(1)
    const [caseId] = cases as [CaseId]
    await readAndSign(station, caseId, { answers: { 'qixu': 'present' } })
    await change(station, (labels) => merged(labels, 'qixu', 'yangxu'))
    const signed = await station.send('case.open', { caseId })
    const amended = await station.send('read.amend', { readId: signed.read.readId, reason: 'second look' })
    expect(amended.read.answers).toMatchObject([{ label: 'yangxu', state: 'present', blindState: 'present' }])
    await station.send('signing.open', { password: ownerPassword })
    await station.send('read.sign', { readId: amended.read.readId, baseRevision: amended.read.revision })
    expect(await station.send('store.verify', {})).toMatchObject({ ok: true })
  })

  it('refuse what would lose answers, and a change against an older version', async () => {
    const { station } = await withTongues(0)
    await expect(change(station, (labels) => labels.slice(1))).rejects.toMatchObject({ code: 'labels.invalid' })
    await change(station, (labels) => [...labels, { key: 'new-sign', name: { 'zh-CN': '新', en: 'New' }, hint: null, exclusiveGroup: null, retired: false, mergedInto: null }])
    const view = await viewOf(station)
    expect(view.set.labels.at(-1)).toMatchObject({ key: 'new-sign', modelScore: false })
    await expect(station.send('labels.save', { id: SET, baseVersion: 1, labels: edited(view), reason: 'x' })).rejects.toMatchObject({ code: 'labels.conflict' })
    await expect(station.send('labels.save', { id: 'no-such-set', baseVersion: 1, labels: edited(view), reason: 'x' })).rejects.toMatchObject({ code: 'contract.badInput' })
  })
})
