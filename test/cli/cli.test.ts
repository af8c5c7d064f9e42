import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { isNewEnough } from '../../src-main/headless/runtime.ts'
import { sentenceOf } from '../../src-main/headless/sentences.ts'
import { createServices } from '../../src-main/app/services.ts'
import type { StoreVerdict } from '../../src-shared/contract/store.ts'
import { errorCodes } from '../../src-shared/errors.ts'
import { tonguePng } from '../fixtures/pictures.ts'
import { patchesPng } from '../support/importing.ts'
import { seedCase, seedRun } from '../support/seedCase.ts'
import { temporaryFolder } from '../support/folder.ts'
import { cli, ctw, initialised, password, place } from './ctw.ts'
import { readAndSign } from '../support/reading.ts'
import { createDispatch } from '../../src-main/app/dispatch.ts'
import { createHandlers } from '../../src-main/app/handlers.ts'
import { unwrap } from '../../src-shared/contract/contract.ts'

let pictures: string

beforeAll(async () => {
  pictures = path.join(temporaryFolderForFile(), 'P-1')
  mkdirSync(pictures)
  writeFileSync(path.join(pictures, 'one.png'), await patchesPng(1))
  writeFileSync(path.join(pictures, 'two.png'), await tonguePng({ widthPx: 300, heightPx: 320 }))
  writeFileSync(path.join(pictures, 'broken.png'), 'no picture')
  writeFileSync(path.join(pictures, '.hidden.png'), 'passed over')
  return () => rmSync(path.dirname(pictures), { recursive: true, force: true })
})

function temporaryFolderForFile(): string {
  const folder = path.join(import.meta.dirname, '..', '..', 'test-results', `cli-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  return folder
}

describe('ctw', () => {
  it('explains itself and every command', () => {
    const { code, stderr } = ctw('--help')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const command of ['init', 'import', 'export', 'report', 'models', 'verify', 'backup', 'restore', 'serve', 'bench', 'analyze']) expect(ctw(command, '--help').code).toBe(0)
    // A dozen programs, one after the other: on a machine that is busy with other tests more than half a minute.
  }, 120_000)
  it.each([[[]], [['nonsense']], [['import']], [['verify', '--nonsense']], [['export', '--store', 'x', '--format', 'tar', '--out', 'y']], [['serve', '--store', 'x', '--port', '99999']]])(
    'calls %j wrong use',
    (argumentsGiven) => {
      const { code, lines } = ctw(...argumentsGiven)
      expect({ code, lines }).toEqual({ code: 2, lines: [] })
    },
  )
  it('has a sentence for every error code', () => {
    for (const code of errorCodes) expect(sentenceOf(code)).toMatch(/^[A-Z].+\.$/u)
  })
  it('knows which runtime is new enough', () => {
    expect(['18.20.0', '20.20.2', '22.17.9', '22.18.0', '24.0.0'].map(isNewEnough)).toEqual([false, false, false, true, true])
  })
})

describe('ctw init', () => {
  it('makes a store once and prints a recovery key that opens it', async () => {
    const { store, access, folder } = place()
    const { code, lines } = ctw('init', ...access, '--name', '李 Owner')
    expect(code).toBe(0)
    const key = String(lines[0]?.['recoveryKey'])
    const services = createServices({ storeFolder: store, modelsFolder: folder, host: 'loopback' })
    onTestFinished(() => services.close())
    expect((await services.access.recover({ recoveryKey: key, newPassword: 'another long password', name: null })).session.name).toBe('李 Owner')
    await services.close()
    expect(ctw('init', ...access)).toMatchObject({ code: 3, stderr: expect.stringContaining('store.exists') as string })
  })
  it('refuses a weak password, no password, and a folder of somebody else', () => {
    const { store, passwordFile, access, folder } = place()
    expect(ctw('init', '--store', store).code).toBe(3)
    writeFileSync(passwordFile, 'short')
    expect(ctw('init', ...access)).toMatchObject({ code: 3, stderr: expect.stringContaining('auth.weakPassword') as string })
    writeFileSync(passwordFile, password)
    expect(ctw('init', '--store', folder, '--password-file', passwordFile).code).toBe(2)
    expect(readdirSync(folder)).toEqual(['password.txt', ...(existsSync(store) ? ['store'] : [])])
  })
})

describe('a command on a store', () => {
  it.each([['verify'], ['import', import.meta.dirname], ['export', '--format', 'csv', '--out', 'never'], ['serve']])('%s is refused without the right password', (...command) => {
    const { store, folder, passwordFile } = initialised()
    const wrong = path.join(folder, 'wrong.txt')
    writeFileSync(wrong, 'correct horse batterx')
    for (const option of [[], ['--password-file', path.join(folder, 'missing.txt')], ['--password-file', wrong]]) {
      const { code, lines, stderr } = ctw(...command, '--store', store, ...option)
      expect({ code, lines }).toEqual({ code: 3, lines: [] })
      expect(stderr).toContain('auth.wrongPassword')
    }
    expect(ctw(...command, '--store', path.join(folder, 'nowhere'), '--password-file', passwordFile)).toMatchObject({ code: 3, stderr: expect.stringContaining('store.missing') as string })
    expect(existsSync(path.join(folder, 'nowhere'))).toBe(false)
  })

  it('opens a copied store for nobody without the password', () => {
    const { folder, store, passwordFile } = initialised()
    const copy = path.join(folder, 'copy')
    cpSync(store, copy, { recursive: true })
    const wrong = path.join(folder, 'wrong.txt')
    writeFileSync(wrong, 'not the password')
    expect(ctw('verify', '--store', copy, '--password-file', wrong).code).toBe(3)
    expect(ctw('verify', '--store', copy, '--password-file', passwordFile).code).toBe(0)
  })

  it('is refused while another program has the store', () => {
    const { store, folder, access } = initialised()
    const services = createServices({ storeFolder: store, modelsFolder: folder, host: 'loopback' })
    onTestFinished(() => services.close())
    expect(ctw('verify', ...access)).toMatchObject({ code: 3, stderr: expect.stringContaining('store.inUse') as string })
  })
})

describe('ctw import', () => {
  it('brings in what it can, says what it could not, and knows it the second time', () => {
    const { access } = initialised()
    const first = ctw('import', path.dirname(pictures), ...access, '--patients', 'folder', '--no-analyze')
    expect(first.code).toBe(1)
    expect(first.lines[0]).toEqual({
      input: path.join(path.dirname(pictures), 'P-1', 'broken.png'), ok: false,
      error: { code: 'image.unsupported', message: expect.any(String) as string },
    })
    expect(first.lines[1]).toMatchObject({ ok: false, imported: 2, rejected: 1, cases: 2, groupedImages: 0 })
    expect(first.stderr).toContain('import done: 3/3')
    const good = [path.join(pictures, 'one.png'), path.join(pictures, 'two.png')]
    expect(ctw('import', ...good, ...access, '--no-analyze')).toMatchObject({
      code: 0, lines: [{ duplicate: 'exact' }, { duplicate: 'exact' }, { ok: true, imported: 0, alreadyKnown: 2 }],
    })
    expect(ctw('verify', ...access)).toMatchObject({ code: 0, lines: [{ ok: true, originals: { checked: 2, missing: 0, bad: 0 } }] })
  })
  it('calls missing paths, empty folders and two patient rules wrong use', () => {
    const { access, folder } = initialised()
    expect(ctw('import', path.join(folder, 'nowhere'), ...access).code).toBe(2)
    mkdirSync(path.join(folder, 'empty'))
    expect(ctw('import', path.join(folder, 'empty'), ...access).code).toBe(2)
    expect(ctw('import', pictures, ...access, '--patient', 'P', '--patient-pattern', '(?<patient>.)').code).toBe(2)
    expect(ctw('import', pictures, ...access, '--patient-pattern', '(').code).toBe(2)
    expect(ctw('import', pictures, ...access, '--patient-table', path.join(folder, 'no.csv')).code).toBe(2)
  })
  it('reads a patient table in GB 18030', async () => {
    const { access, folder, store } = initialised()
    const table = path.join(folder, 'patients.csv')
    // "file,patient\none.png,患者" with 患者 as GB 18030 writes it.
    writeFileSync(table, Buffer.concat([Buffer.from('file,patient\none.png,'), Buffer.from([0xbb, 0xbc, 0xd5, 0xdf]), Buffer.from('\n')]))
    expect(ctw('import', path.join(pictures, 'one.png'), ...access, '--no-analyze', '--patient-table', table).code).toBe(0)
    const services = createServices({ storeFolder: store, modelsFolder: folder, host: 'loopback' })
    onTestFinished(() => services.close())
    await services.access.signIn(null, password)
    expect(services.store.database().prepare('SELECT pseudonym FROM patients').pluck().all()).toEqual(['患者'])
  })
})

describe('Ctrl+C', () => {
  it('ends an import after the file it is at; what came in stays', async () => {
    const { access, folder, store } = initialised()
    const many = path.join(folder, 'many')
    mkdirSync(many)
    for (let seed = 0; seed < 80; seed += 1) writeFileSync(path.join(many, `${seed}.png`), await patchesPng(seed, 1500))
    const child = spawn(process.execPath, [cli, 'import', many, ...access], { stdio: ['ignore', 'ignore', 'pipe'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    const told: string[] = []
    createInterface({ input: child.stderr }).on('line', (line) => told.push(line))
    const closed = new Promise((resolve) => child.once('close', resolve))
    await expect.poll(() => existsSync(path.join(store, 'blobs')) && readdirSync(path.join(store, 'blobs')).length, { interval: 5 }).toBeGreaterThan(0)
    child.kill('SIGINT')
    const code = await closed
    expect({ code, last: told.at(-1) }).toEqual({ code: 3, last: 'job.cancelled: The job was cancelled.' })
    const { lines } = ctw('verify', ...access)
    expect(lines[0]).toMatchObject({ ok: true, originals: { missing: 0, bad: 0 } })
    const verdict = lines[0] as unknown as StoreVerdict
    expect(verdict.originals.checked).toBeGreaterThan(0)
    expect(verdict.originals.checked).toBeLessThan(80)
  })
})

describe('ctw export', () => {
  it('writes signed cases into a new folder, and never over anything', async () => {
    const { access, folder, store } = initialised()
    const out = path.join(folder, 'out')
    expect(ctw('export', ...access, '--format', 'csv', '--out', out)).toMatchObject({ code: 3, stderr: expect.stringContaining('export.nothing') as string })
    await signOne(store)
    expect(ctw('export', ...access, '--format', 'bundle', '--out', out).code).toBe(2)
    expect(existsSync(out)).toBe(false)
    expect(ctw('export', ...access, '--format', 'csv', '--out', out)).toMatchObject({ code: 0, lines: [{ ok: true, format: 'csv', inStore: false, cases: 1, files: [{ path: 'cases.csv' }] }] })
    expect(readFileSync(path.join(out, 'cases.csv'), 'utf8')).toContain('P-42')
    expect(ctw('export', ...access, '--format', 'csv', '--out', out).code).toBe(2)
    expect(readdirSync(out)).toEqual(['cases.csv'])
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([])
  })
})

async function signOne(store: string): Promise<void> {
  const services = createServices({ storeFolder: store, modelsFolder: store, host: 'loopback' })
  try {
    await services.access.signIn(null, password)
    const seeded = await seedCase(services, 'P-42')
    seedRun(services, seeded)
    const dispatch = createDispatch({ handlers: createHandlers(services), caller: services.access.caller, report: () => '' })
    const send = async (name: string, input: unknown): Promise<never> => unwrap<never>(await dispatch(name, input))
    await readAndSign({ send } as unknown as Parameters<typeof readAndSign>[0], seeded.caseId, { answers: { mass: 'present' } })
  } finally {
    await services.close()
  }
}

describe('ctw models', () => {
  it('lists and checks, and finds the one changed byte', () => {
    const models = path.join(temporaryFolder(), 'models')
    cpSync(path.resolve(import.meta.dirname, '../fixtures/models'), models, { recursive: true })
    const listed = ctw('models', 'list', '--models', models)
    expect(listed.code).toBe(0)
    expect(listed.lines.map(({ id, ok, verdict }) => [id, ok, verdict])).toEqual(
      ['chestxray14', 'frontal-film', 'tcmtd', 'tongue-segmentation'].map((id) => [id, true, 'unchecked']),
    )
    expect(ctw('models', 'verify', '--models', models)).toMatchObject({ code: 0, lines: listed.lines.map(() => ({ ok: true, verdict: 'ok' })) })
    const file = path.join(models, 'tcmtd', 'model.onnx')
    const bytes = readFileSync(file)
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
    writeFileSync(file, bytes)
    const checked = ctw('models', 'verify', '--models', models)
    expect(checked.code).toBe(1)
    expect(checked.lines.filter(({ ok }) => !ok).map(({ id, verdict }) => [id, verdict])).toEqual([['tcmtd', 'model.damaged']])
  })
})

describe('ctw backup and restore', () => {
  it('bring a store back, verified, in another folder; nothing is restored over something', () => {
    const { access } = initialised()
    const out = temporaryFolder()
    const made = ctw('backup', ...access, '--out', out)
    expect(made.code).toBe(0)
    const { folder } = made.lines[0] as unknown as { folder: string }
    const target = path.join(temporaryFolder(), 'restored')
    const password = access.slice(access.indexOf('--password-file'))
    const restored = ctw('restore', '--backup', folder, '--store', target, ...password)
    expect(restored.lines[0]).toMatchObject({ ok: true, rows: { bad: 0 }, audit: { headMatches: true } })
    expect(restored.code).toBe(0)
    expect(ctw('verify', '--store', target, ...password).code).toBe(0)
    expect(ctw('restore', '--backup', folder, '--store', target, ...password).code).toBe(3)
    expect(ctw('restore', '--backup', out, '--store', `${target}-2`, ...password).code).toBe(3)
    expect(ctw('restore', '--backup', folder, '--store', `${target}-3`).code).toBe(3)
    expect(existsSync(`${target}-3`)).toBe(false)
    const replaced = ctw('restore', '--replace', '--backup', folder, '--store', target, ...password)
    expect(replaced.lines[0]).toMatchObject({ ok: true, setAside: expect.stringMatching(/^set-aside\//u) as string })
    expect(replaced.code).toBe(0)
    expect(ctw('backup', ...access, '--out', path.join(out, 'not-there')).code).toBe(3)
    // Nine programs, one after the other.
  }, 120_000)
})

describe('ctw serve', () => {
  it('prints address and code first, answers there, and ends when told to', async () => {
    const { access } = initialised()
    const child = spawn(process.execPath, [cli, 'serve', ...access], { stdio: ['ignore', 'pipe', 'ignore'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    const first = await new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve))
    const { address, code } = JSON.parse(first) as { address: string; code: string }
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u)
    const exchange = (sent: string): Promise<Response> =>
      fetch(`${address}/session`, { method: 'POST', headers: { Origin: address, 'Sec-Fetch-Site': 'same-origin' }, body: JSON.stringify({ code: sent }) })
    expect((await exchange('0'.repeat(32))).status).toBe(401)
    expect((await exchange(code)).status).toBe(200)
    expect((await exchange(code)).status).toBe(401)
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })
})
