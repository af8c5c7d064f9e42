import path from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Analysis } from '../../src-shared/domain/analysis.ts'
import { filmPng, tonguePng } from '../../test/fixtures/pictures.ts'
import { POISON } from '../../test/fixtures/poison.ts'
import type { AnalyzeRequest, EngineOptions } from './protocol.ts'
import { createEngine, type EngineMeans, type SupervisedEngine, usualDeadlines } from './supervisor.ts'

const modelsFolder = path.resolve(import.meta.dirname, '../../test/fixtures/models')
const childEntry = path.resolve(import.meta.dirname, 'child.ts')
const faintingChild = path.resolve(import.meta.dirname, '../../test/fixtures/faintingChild.ts')
const swellingChild = path.resolve(import.meta.dirname, '../../test/fixtures/swellingChild.ts')
const size = { widthPx: 300, heightPx: 320 }

let film: Uint8Array
let tongue: Uint8Array
let engine: SupervisedEngine

beforeAll(async () => {
  film = await filmPng(size)
  tongue = await tonguePng(size)
})

function start(options: Partial<EngineOptions> = {}, means: Partial<EngineMeans> = {}): SupervisedEngine {
  engine = createEngine({ modelsFolder, childEntry, provider: 'auto', threads: 1, ...options }, means)
  return engine
}
afterEach(() => engine.close())

const request = (bytes: Uint8Array, more: Partial<AnalyzeRequest> = {}): AnalyzeRequest => ({
  bytes,
  task: 'auto',
  maps: false,
  mask: false,
  overlay: false,
  ...more,
})

async function analysed(bytes: Uint8Array, more: Partial<AnalyzeRequest> = {}): Promise<Analysis> {
  const { result } = await engine.analyze(request(bytes, more))
  if (!result.ok) throw new Error(`${result.error.code} ${JSON.stringify(result.error.detail)}`)
  return result
}

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => (error as { code: string }).code,
  )

const signal = (name: NodeJS.Signals): void => void process.kill(engine.processId() ?? 0, name)

describe('one picture, end to end', () => {
  it('scores a film with maps over their own maximum', async () => {
    start()
    const { task, kind, labels, maps, model, widthPx, segmentation } = await analysed(film, { maps: true })
    expect({ task, kind, widthPx, segmentation }).toEqual({ task: 'chestxray14', kind: 'film', widthPx: 300, segmentation: null })
    expect(labels.map(({ name }) => name)).toEqual(['atelectasis', 'effusion'])
    expect(Math.max(...(maps.effusion?.grid ?? []))).toBe(1)
    expect(model).toMatchObject({ id: 'chestxray14', provider: 'cpu', demonstration: true })
  })

  it('segments and measures a tongue, and answers its mask and overlay', async () => {
    start()
    const reply = await engine.analyze(request(tongue, { mask: true, overlay: true, task: 'tcmtd' }))
    expect(reply.result).toMatchObject({ ok: true, task: 'tcmtd', kind: 'photo', tongue: { coatingCoverage: 0 } })
    expect(Buffer.from(reply.maskPng ?? []).subarray(1, 4).toString()).toBe('PNG')
    expect(Buffer.from(reply.overlayPng ?? []).includes('Not for diagnosis')).toBe(true)
  })

  it('refuses what does not fit the task, with the facts it measured', async () => {
    start()
    const { result } = await engine.analyze(request(film, { task: 'tongue' }))
    expect(result).toMatchObject({ ok: false, error: { code: 'quality.notTongue' } })
    const other = await engine.analyze(request(tongue, { task: 'chestxray14' }))
    expect(other.result).toMatchObject({ ok: false, error: { code: 'quality.notFilm' }, quality: { shortSidePx: 300 } })
  })

  it('says which provider runs and why the others do not', async () => {
    start()
    await analysed(film)
    const { provider, attempts } = engine.status()
    expect(provider).not.toBeNull()
    for (const { outcome, reason } of attempts) if (outcome === 'unavailable') expect(reason).not.toBe('')
    expect(attempts.filter(({ outcome }) => outcome === 'used')).toHaveLength(1)
  })
})

describe('a child that fails', () => {
  it('killed with two pictures in its hands: both are asked again, and answered', async () => {
    start()
    await analysed(film)
    const struck = analysed(film)
    const waiting = analysed(tongue)
    signal('SIGKILL')
    expect((await struck).task).toBe('chestxray14')
    expect((await waiting).task).toBe('tongue')
    expect(engine.status()).toMatchObject({ state: 'ready', restarts: 1 })
  })

  it.each([0, 1, 2])('the input that ends it fails, as number %i of three; its neighbours are answered', async (place) => {
    start({ childEntry: faintingChild })
    const inputs = [film, tongue].toSpliced(place, 0, POISON)
    const codes = await Promise.all(inputs.map((bytes) => codeOf(engine.analyze(request(bytes)))))
    expect(codes).toEqual(['resolved', 'resolved'].toSpliced(place, 0, 'engine.stopped'))
  })

  it('the picture decoded ahead waits for somebody who looks at a screen', async () => {
    start()
    await analysed(film)
    const order: string[] = []
    const asked = [
      analysed(film).then(() => order.push('first analysis')),
      analysed(tongue).then(() => order.push('second analysis')),
      engine.view(film, 'thumbnail').then(() => order.push('view')),
    ]
    await Promise.all(asked)
    expect(order).toEqual(['first analysis', 'view', 'second analysis'])
  })

  it.each(['SIGSEGV', 'SIGABRT'] as const)('%s is no more than a restart', async (name) => {
    start()
    await analysed(film)
    const struck = codeOf(engine.analyze(request(film)))
    signal(name)
    expect(await struck).toBe('engine.stopped')
    expect((await analysed(film)).ok).toBe(true)
  })

  it('a hang ends at the deadline with engine.timeout', async () => {
    start({}, { deadlines: { ...usualDeadlines, analyzeMs: 400 } })
    await analysed(film)
    signal('SIGSTOP')
    expect(await codeOf(engine.analyze(request(film)))).toBe('engine.timeout')
    expect((await analysed(film)).ok).toBe(true)
  })

  it('an input that swells the memory ends with engine.memory', async () => {
    start({ childEntry: swellingChild })
    expect(await codeOf(engine.probe(film))).toBe('engine.memory')
  })

  it('a child that never starts is given up, and tried again when somebody asks', async () => {
    start({ childEntry: path.join(modelsFolder, 'nothing.ts') })
    expect(await codeOf(engine.probe(film))).toBe('engine.stopped')
    expect(engine.status().state).toBe('failed')
    expect(await codeOf(engine.probe(film))).toBe('engine.stopped')
  })

  it('closing refuses what is still waiting', async () => {
    start()
    const open = [codeOf(engine.probe(film)), codeOf(engine.probe(tongue))]
    await engine.close()
    expect(await Promise.all(open)).toEqual(['engine.stopped', 'engine.stopped'])
  })
})
