import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { listPackage } from '@electron/asar'
import { getCurrentFuseWire, FuseV1Options } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from './support/chromium.ts'

const checkout = path.resolve(import.meta.dirname, '../..')
const walk = path.join(import.meta.dirname, 'support/offlineWalk.sh')
const folder = mkdtempSync(path.join(tmpdir(), 'ctw-package-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Namespaces need Linux and the right to make them. */
const canBeAlone = process.platform === 'linux' && spawnSync('unshare', ['-rnm', 'ip', 'link', 'set', 'lo', 'up']).status === 0
if (!canBeAlone) process.stderr.write('The package is not used here: a network namespace cannot be made.\n')

function run(command: string, ...argumentsList: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, argumentsList, { cwd: checkout, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`)
  return stdout
}

const pack = (...options: readonly string[]): string => run(process.execPath, 'scripts/package.mjs', '--out', folder, ...options)
const { version } = JSON.parse(readFileSync(path.join(checkout, 'package.json'), 'utf8')) as { version: string }
const name = `ctranscnn-workstation-${version}-${process.platform}-${process.arch}`

describe.skipIf(!canBeAlone)('the package without Electron', () => {
  const work = path.join(folder, 'work')
  const result = (file: string): string => readFileSync(path.join(work, file), 'utf8')
  const lines = (file: string): Record<string, unknown>[] =>
    result(file)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)

  beforeAll(() => {
    pack()
    cpSync(path.join(checkout, 'resources/samples'), path.join(work, 'pictures'), { recursive: true })
    mkdirSync(path.join(work, 'home'))
    cpSync(path.join(checkout, 'test/fixtures/heif/quadrants.heic'), path.join(work, 'photo.heic'))
    writeFileSync(path.join(work, 'password'), 'correct horse battery staple\n')
    // Unpacked somewhere else than it was made.
    const elsewhere = path.join(folder, 'somewhere else')
    cpSync(path.join(folder, name), elsewhere, { recursive: true })
    run('unshare', '-rnm', '--propagation', 'private', 'sh', walk, checkout, elsewhere, work, chromiumPath())
  }, 300_000)

  it('was used without a route, a checkout or a Node of the system', () => {
    expect(result('routes.txt')).toBe('')
    expect(result('checkout.txt')).toBe('')
  })

  it('analyses pictures with the shipped models', () => {
    expect(lines('analyze.jsonl')).toHaveLength(6)
    expect(lines('analyze.jsonl').every(({ ok }) => ok)).toBe(true)
    expect(lines('models.jsonl').map(({ verdict }) => verdict)).toEqual(readdirSync(path.join(checkout, 'models')).map(() => 'ok'))
  })

  it('decodes a telephone’s photo', () => {
    expect(lines('decode.jsonl')).toMatchObject([{ ok: true, format: 'heic', widthPx: 64, heightPx: 64 }])
  })

  it('makes a store, imports and verifies', () => {
    expect(lines('init.json')[0]).toMatchObject({ ok: true })
    expect(lines('verify.json').at(-1)).toMatchObject({ ok: true, rows: { bad: 0 } })
  })

  it('opens the first screen in a browser', () => {
    expect(result('page.html')).toContain('仅供研究使用，不用于诊断或治疗')
    expect(result('page.html')).toContain('English')
  })

  it('holds no test, no development package and no Electron host, and the licence of what it holds', () => {
    const files = readdirSync(path.join(folder, name), { recursive: true, encoding: 'utf8' })
    expect(files.filter((file) => /\.test\.ts$|src-main\/electron|node_modules\/(?:vitest|vite|react|playwright-core|electron)(?:\/|$)/u.test(file))).toEqual([])
    expect(files).toContain('app/resources/fonts/NotoSansSC-Regular.ttf.br')
    const index = readFileSync(path.join(folder, name, 'licences/index.txt'), 'utf8')
    for (const part of ['Node.js', 'Noto Sans SC', 'pdfkit', 'onnxruntime-node', 'sharp', 'better-sqlite3', 'react', '@cornerstonejs/core']) expect(index).toContain(part)
  })

  it('comes as a Debian package with two commands and a menu entry', () => {
    if (spawnSync('dpkg-deb', ['--version']).status !== 0) return
    const contents = run('dpkg-deb', '--contents', path.join(folder, `${name}.deb`))
    for (const file of ['usr/bin/ctw', 'usr/bin/ctranscnn-workstation', 'usr/share/applications/ctranscnn-workstation.desktop', 'opt/ctranscnn-workstation/node/bin/node']) {
      expect(contents).toContain(`./${file}`)
    }
    expect(run('dpkg-deb', '--field', path.join(folder, `${name}.deb`), 'Description')).toContain('Not for diagnosis or treatment')
  })
})

describe('the desktop build', () => {
  const built = path.join(folder, 'electron')
  const resources = path.join(built, 'linux-unpacked/resources')
  const unpacked = path.join(resources, 'app.asar.unpacked')

  beforeAll(() => {
    pack('--electron-dist', standInForElectron())
  }, 300_000)

  it('packs the window, the main process and the preload, and nothing of development', () => {
    const files = listPackage(path.join(resources, 'app.asar'), { isPack: false })
    for (const file of ['/package.json', '/out/main/electron.js', '/out/preload/index.cjs', '/out/renderer/index.html', '/resources/samples/film-1.jpg', '/resources/fonts/NotoSansSC-Regular.ttf.br', '/LICENSE', '/NOTICE']) expect(files).toContain(file)
    const foreign = files.filter((file) => /^\/(?:src-|test|training|docs|scripts|tools)|^\/node_modules\/(?:vitest|vite|react|playwright-core|electron|electron-builder)(?:\/|$)/u.test(file))
    expect(foreign).toEqual([])
  })

  it('leaves beside the archive what other processes open: models, the engine, native code', () => {
    for (const file of ['models/chestxray14/model.onnx', 'out/main/engine.js', 'node_modules/onnxruntime-node/package.json', 'node_modules/sharp/package.json', 'node_modules/better-sqlite3/package.json']) {
      expect(existsSync(path.join(unpacked, file)), file).toBe(true)
    }
  })

  it('turns off what lets others run code in it', async () => {
    const wire = await getCurrentFuseWire(executable())
    const state = (option: FuseV1Options): string => String.fromCodePoint(wire[option] ?? 0)
    expect(state(FuseV1Options.RunAsNode)).toBe('0')
    expect(state(FuseV1Options.EnableNodeOptionsEnvironmentVariable)).toBe('0')
    expect(state(FuseV1Options.EnableNodeCliInspectArguments)).toBe('0')
    expect(state(FuseV1Options.GrantFileProtocolExtraPrivileges)).toBe('0')
    expect(state(FuseV1Options.EnableCookieEncryption)).toBe('1')
    expect(state(FuseV1Options.EnableEmbeddedAsarIntegrityValidation)).toBe('1')
    expect(state(FuseV1Options.OnlyLoadAppFromAsar)).toBe('1')
  })

  const executable = (): string => path.join(built, 'linux-unpacked/ctranscnn-workstation')

  /** Electron's binary cannot be had here. What builder and fuses look for in it can: a name, and the wire of fuses. */
  function standInForElectron(): string {
    const dist = path.join(folder, 'electron-dist')
    mkdirSync(path.join(dist, 'resources'), { recursive: true })
    mkdirSync(path.join(dist, 'locales'))
    const wire = Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 9]), Buffer.from('101010110')])
    writeFileSync(path.join(dist, 'electron'), wire, { mode: 0o755 })
    for (const file of ['LICENSE', 'LICENSES.chromium.html', 'version', 'locales/en-US.pak']) writeFileSync(path.join(dist, file), '')
    return dist
  }
})
