import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportReport, PatientRule } from '../../src-shared/contract/jobs.ts'
import type { JobId } from '../../src-shared/domain/ids.ts'
import { unwrap } from '../../src-shared/contract/contract.ts'
import { dicomFile, greyAttributes } from '../fixtures/dicom.ts'
import { dicomdir } from '../fixtures/dicomdir.ts'
import { heifFile } from '../fixtures/heifFile.ts'
import { zipOf } from '../fixtures/zip.ts'
import { everyCase, patchesPng } from '../support/importing.ts'
import { startTestHost, type TestHost } from './testHosts.ts'

describe.each(['loopback', 'electron'] as const)('an import through the %s host', (kind) => {
  let host: TestHost

  beforeAll(async () => {
    host = await startTestHost(kind)
    unwrap(await host.call('owner.create', { name: 'Wang', password: 'correct horse battery' }))
  })
  afterAll(() => host.close())

  const imported = async (files: Readonly<Record<string, Uint8Array>>, patients: PatientRule): Promise<ImportReport> => {
    const intakeIds: string[] = []
    for (const [name, bytes] of Object.entries(files)) intakeIds.push(unwrap<{ intakeId: string }>(await host.intake(name, bytes)).intakeId)
    const { jobId } = unwrap<{ jobId: JobId }>(await host.call('import.start', { intakeIds, task: null, patients }))
    await host.services.jobs.settled(jobId)
    return unwrap(await host.call('import.report', { jobId }))
  }
  const pseudonyms = (): unknown[] => host.services.store.database().prepare('SELECT pseudonym FROM patients ORDER BY 1').pluck().all()

  it('reads an archive where it lies, larger than one piece of it', async () => {
    const archive = zipOf([
      { name: 'filler.bin', bytes: Buffer.alloc(3 * 2 ** 20, 'no picture'), method: 0 },
      { name: 'P-1/a.png', bytes: await patchesPng(1), method: 0 },
      { name: 'P-2/b.png', bytes: await patchesPng(2) },
      { name: '/P-3/c.png', bytes: await patchesPng(3) },
    ])
    const report = await imported({ 'all/study.zip': archive }, { kind: 'folder' })
    expect(report).toMatchObject({ imported: 2, cases: 2 })
    expect(report.rejected.map(({ name, entry, code }) => [name, entry, code])).toEqual([
      ['study.zip', '/P-3/c.png', 'archive.unsafeName'], ['study.zip', 'filler.bin', 'image.unsupported'],
    ])
    expect(pseudonyms()).toEqual(['P-1', 'P-2'])
  })

  it('takes the table among the files', async () => {
    const csv = Buffer.from('file,patient,view\nd.png,P-9,PA\n')
    expect(await imported({ 'set/d.png': await patchesPng(9), 'set/cases.csv': csv }, { kind: 'beside' })).toMatchObject({ imported: 1, rejected: [] })
    expect(pseudonyms()).toContain('P-9')
  })

  it('takes a telephone’s photos, by their bytes and not by their names, also from an archive', async () => {
    const files = {
      'IMG_1.HEIC': heifFile({ turns: 1 }),
      'IMG_2.jpg': heifFile({ mirror: 0 }),
      'all.zip': zipOf([{ name: 'IMG_3.heic', bytes: heifFile({ turns: 2 }) }]),
      'broken.heic': heifFile().subarray(0, 700),
    }
    const report = await imported(files, { kind: 'none' })
    expect(report).toMatchObject({ imported: 3, rejected: [{ name: 'broken.heic', code: 'image.unreadable' }] })
    const { rows } = unwrap<{ rows: readonly { thumbnailImageId: string }[] }>(await host.call('worklist.list', { filter: everyCase, offset: 0, limit: 50 }))
    expect(rows.every(({ thumbnailImageId }) => thumbnailImageId !== null)).toBe(true)
  })

  it('takes from a disc what its DICOMDIR lists', async () => {
    const files = {
      'CD/DICOMDIR': dicomdir([{ file: 'P1\\IM1' }, { file: 'P1\\IM2' }]),
      'CD/p1/im1': dicomFile(greyAttributes(20, 20, Array.from({ length: 400 }, (_, index) => (index * 37) % 4096))),
      'CD/p1/im3': await patchesPng(7),
    }
    const report = await imported(files, { kind: 'none' })
    expect(report).toMatchObject({ imported: 1, notListed: 1, rejected: [{ name: 'DICOMDIR', entry: 'P1/IM2', code: 'dicomdir.missing' }] })
  })
})
