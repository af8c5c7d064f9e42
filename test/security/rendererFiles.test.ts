import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rendererFile } from '../../src-main/app/rendererFiles.ts'
import { contentSecurityPolicy } from '../../src-main/app/contentSecurity.ts'
import { answerAppFile, answerImage } from '../../src-main/electron/protocols.ts'
import { AppError } from '../../src-shared/errors.ts'

let base = ''
let folder = ''

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'renderer-'))
  folder = join(base, 'renderer')
  await mkdir(join(folder, 'assets'), { recursive: true })
  await writeFile(join(folder, 'index.html'), '<p>window</p>')
  await writeFile(join(folder, 'assets', 'app-1a.js'), '1')
  await writeFile(join(base, 'secret.json'), '{}')
  await symlink(join(base, 'secret.json'), join(folder, 'link.json'))
})
afterAll(() => rm(base, { recursive: true, force: true }))

const hostilePaths = [
  '/../secret.json', '/..%2fsecret.json', '/%2e%2e/secret.json', '/%2e%2e%2fsecret.json', '/assets/../../secret.json', '/..\\secret.json',
  '/assets/..%5c..%5csecret.json', '/index.html%00.png', '/index.html\0', '//evil.example/a.js', '/\\\\server\\share\\a.js', '/C:/a.js',
  '/.hidden.json', '/link.json', '/assets', '/assets/', '/index', '/index.exe', '/./index.html', '/assets//app-1a.js', 'index.html', '',
]

describe('the renderer\'s files', () => {
  it('serves what was built', async () => {
    expect((await rendererFile(folder, '/'))?.contentType).toContain('text/html')
    expect((await rendererFile(folder, '/assets/app-1a.js'))?.contentType).toContain('javascript')
  })

  it.each(hostilePaths)('serves nothing for %j', async (path) => {
    expect(await rendererFile(folder, path)).toBeNull()
    expect((await answerAppFile(`ctw-app://window${path}`, folder)).status).toBe(404)
  })

  it('answers only its own origin', async () => {
    expect((await answerAppFile('ctw-app://window/index.html', folder)).status).toBe(200)
    expect((await answerAppFile('ctw-app://elsewhere/index.html', folder)).status).toBe(404)
    expect((await answerAppFile('file:///etc/passwd', folder)).status).toBe(404)
  })
})

describe('pictures for the desktop window', () => {
  const id = '3f0c1c0e-6d3e-4d0e-9a53-0f5b5f2f6a11'
  const doors = {
    image: (imageId: string) =>
      imageId === id
        ? Promise.resolve({ contentType: 'image/png' as const, bytes: new Uint8Array([1]) })
        : Promise.reject(new AppError('image.missing')),
  }

  it('answers a picture of the store and 404 for anything else', async () => {
    expect((await answerImage(`ctw-image://store/${id}/display`, doors)).status).toBe(200)
    const wrong = [`${id}/original`, `${id}/display/..`, `../${id}/display`, `${id.replace('3', '4')}/display`, `${id}/constructor`, 'x/display']
    const statuses = await Promise.all(wrong.map(async (path) => (await answerImage(`ctw-image://store/${path}`, doors)).status))
    expect(statuses).toEqual(wrong.map(() => 404))
  })

  it('answers 401 while nobody is signed in', async () => {
    const locked = { image: () => Promise.reject(new AppError('auth.signedOut')) }
    expect((await answerImage(`ctw-image://store/${id}/display`, locked)).status).toBe(401)
  })
})

describe('the content policy', () => {
  it('allows nothing by default and no eval', () => {
    const directives = new Map(contentSecurityPolicy().split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1)]))
    expect(directives.get('default-src')).toEqual(["'none'"])
    expect(directives.get('script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"])
    for (const name of ['object-src', 'base-uri', 'frame-ancestors', 'form-action']) expect(directives.get(name)).toEqual(["'none'"])
  })
})
