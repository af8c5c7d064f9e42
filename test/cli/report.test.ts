import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { sha256Of } from '../../src-main/store/blobs.ts'
import { temporaryFolder } from '../support/folder.ts'
import { allRows, importAll, patchesPng } from '../support/importing.ts'
import { readPdf } from '../support/pdf.ts'
import { readAndSign } from '../support/reading.ts'
import { ownerName, ownerPassword, startOwned } from '../support/workstation.ts'

const checkout = path.resolve(import.meta.dirname, '../..')
const nowhere = '3f0c1c0e-6d3e-4d0e-9a53-0f5b5f2f6a11'

function ctw(...argumentsGiven: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(checkout, 'src-main/headless/cli.ts'), ...argumentsGiven], { encoding: 'utf8', timeout: 120_000 })
  return { code: status, lines: stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>), stderr }
}

/** A store with one signed case and one that nobody has read. */
async function twoCases() {
  const station = await startOwned({ modelsFolder: path.join(checkout, 'models') })
  for (const seed of [1, 2]) {
    const patients = { kind: 'byHand', pseudonym: `P-${seed}` } as const
    await importAll(station, [{ name: 'film.png', bytes: await patchesPng(seed) }], { task: 'chestxray14', patients })
  }
  const [signed = '', unsigned = ''] = (await allRows(station)).map(({ caseId }) => caseId)
  await readAndSign(station, signed as Parameters<typeof readAndSign>[1], { answers: { mass: 'present' }, impression: '右肺肿块' })
  await station.close()
  const passwordFile = path.join(temporaryFolder(), 'password')
  writeFileSync(passwordFile, ownerPassword)
  return { signed, unsigned, access: ['--store', station.folder, '--password-file', passwordFile] }
}

describe('ctw report', () => {
  it('writes a PDF for each signed case, a line for every case, and never over anything', async () => {
    const { signed, unsigned, access } = await twoCases()
    const folder = temporaryFolder()
    const out = path.join(folder, 'reports')
    const none = ctw('report', unsigned, 'not-an-id', nowhere, ...access, '--out', out)
    expect(none.code).toBe(1)
    expect(none.lines).toMatchObject([
      { input: unsigned, ok: false, error: { code: 'read.notSigned' } },
      { input: 'not-an-id', ok: false, error: { code: 'contract.badInput' } },
      { input: nowhere, ok: false, error: { code: 'case.missing' } },
    ])
    expect(readdirSync(folder)).toEqual([])

    const some = ctw('report', signed, unsigned, signed, ...access, '--out', out, '--language', 'zh-CN')
    expect(some).toMatchObject({ code: 1, lines: [{ input: signed, ok: true, file: `report-${signed}.pdf`, pages: 1, version: 1 }, { ok: false }] })
    const bytes = readFileSync(path.join(out, `report-${signed}.pdf`))
    expect(some.lines[0]?.['sha256']).toBe(sha256Of(bytes))
    const [text = ''] = readPdf(bytes).texts
    for (const part of ['判读报告', 'P-1', ownerName, '右肺肿块']) expect(text).toContain(part)
    expect(ctw('report', signed, ...access, '--out', out)).toMatchObject({ code: 2, lines: [] })
    expect(readdirSync(folder)).toEqual(['reports'])

    const english = path.join(folder, 'english')
    expect(ctw('report', signed, ...access, '--out', english).code).toBe(0)
    expect(readPdf(readFileSync(path.join(english, `report-${signed}.pdf`))).texts[0]).toContain('Read report')

    const results = path.join(folder, 'results')
    const made = ctw('results', signed, unsigned, ...access, '--out', results)
    expect(made).toMatchObject({ code: 1, lines: [{ input: signed, ok: true, folder: signed, identity: 'deidentified', filmsWithoutSource: 1, version: 1 }, { input: unsigned, ok: false, error: { code: 'read.notSigned' } }] })
    expect(readdirSync(path.join(results, signed)).toSorted()).toEqual(['report.pdf', 'results.fhir.json', 'results.json'])
    const listed = ((made.lines[0] ?? {})['files'] as { path: string; sha256: string }[]).find(({ path: name }) => name === 'results.json')
    expect(listed?.sha256).toBe(sha256Of(readFileSync(path.join(results, signed, 'results.json'))))
    expect(ctw('results', signed, ...access, '--out', path.join(folder, 'never'), '--identity', 'mine').code).toBe(2)
  }, 120_000)

  it('is refused without a password, a case, a folder or a language that it knows', async () => {
    const out = path.join(temporaryFolder(), 'never')
    expect(ctw('report', nowhere, '--store', out, '--out', out).code).toBe(3)
    expect(ctw('report', '--store', out, '--out', out).code).toBe(2)
    expect(ctw('report', nowhere, '--store', out).code).toBe(2)
    expect(ctw('report', nowhere, '--store', out, '--out', out, '--language', 'fr').code).toBe(2)
    expect(existsSync(out)).toBe(false)
  }, 60_000)
})
