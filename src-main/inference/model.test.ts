import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readGraph } from './graph.ts'
import { readManifest, readModel } from './manifest.ts'
import { loadModel } from './session.ts'

const fixtures = path.resolve(import.meta.dirname, '../../test/fixtures/models')
const options = { chain: ['cpu'], threads: 1 } as const

let workFolder: string
let folder: string
beforeEach(() => {
  workFolder = mkdtempSync(path.join(tmpdir(), 'models-'))
  folder = path.join(workFolder, 'chestxray14')
  cpSync(path.join(fixtures, 'chestxray14'), folder, { recursive: true })
})
afterEach(() => rmSync(workFolder, { recursive: true }))

type Json = Record<string, unknown>

function editManifest(edit: (manifest: Json) => void): void {
  const file = path.join(folder, 'manifest.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Json
  edit(manifest)
  writeFileSync(file, JSON.stringify(manifest))
}

/** Replaces the weights and lets the manifest name the new hash, so that later checks are reached. */
function replaceWeights(edit: (weights: Buffer) => Buffer): void {
  const weights = edit(readFileSync(path.join(folder, 'model.onnx')))
  writeFileSync(path.join(folder, 'model.onnx'), weights)
  const sha256 = createHash('sha256').update(weights).digest('hex')
  editManifest((manifest) => Object.assign(manifest.file as Json, { sha256, bytes: weights.length }))
}

/** Replaces one name inside the file by another of the same length. */
function renamed(weights: Buffer, from: string, to: string): Buffer {
  return Buffer.from(weights.toString('latin1').replaceAll(from, to), 'latin1')
}

const refusal = (code: string, detail: object = {}) => expect.objectContaining({ code, detail: expect.objectContaining(detail) })

describe('a sound model', () => {
  it('loads, answers its golden input and names its provider', async () => {
    const model = await loadModel(folder, options)
    expect(model.provider).toBe('cpu')
    const { scores, maps } = await model.run(new Float32Array(3 * 16 * 16), ['scores', 'maps'])
    expect(scores?.shape).toEqual([1, 2])
    expect(maps?.shape).toEqual([1, 2, 4, 4])
    await model.release()
  })

  it('takes several pictures at once', async () => {
    const model = await loadModel(folder, options)
    expect((await model.run(new Float32Array(2 * 3 * 16 * 16), ['scores'])).scores?.shape).toEqual([2, 2])
    await model.release()
  })

  it('passes over a provider that is not there and says why', async () => {
    const model = await loadModel(folder, { chain: ['dml', 'cpu'], threads: 1 })
    expect(model).toMatchObject({ provider: 'cpu', refused: [{ provider: 'dml', outcome: 'unavailable' }] })
    await model.release()
  })
})

describe('before anything is loaded', () => {
  it('any changed byte of the weights is found', async () => {
    const file = path.join(folder, 'model.onnx')
    const whole = readFileSync(file)
    for (let at = 0; at < whole.length; at += 97) {
      const bytes = Buffer.from(whole)
      bytes[at] = (bytes[at] ?? 0) ^ 1
      writeFileSync(file, bytes)
      await expect(readModel(folder)).rejects.toEqual(refusal('model.damaged', { field: 'file.sha256' }))
    }
  })

  it('missing files are named', async () => {
    rmSync(path.join(folder, 'model.onnx'))
    await expect(readModel(folder)).rejects.toEqual(refusal('model.missing', { file: 'model.onnx' }))
    await expect(readManifest(path.join(workFolder, 'nothing'))).rejects.toEqual(refusal('model.missing'))
  })

  it.each<[string, (manifest: Json) => void]>([
    ['another format', (manifest) => Object.assign(manifest, { formatVersion: 2 })],
    ['a missing field', (manifest) => Reflect.deleteProperty(manifest, 'licence')],
    ['a field nobody knows', (manifest) => Object.assign(manifest, { extra: 1 })],
    ['another id than its folder', (manifest) => Object.assign(manifest, { id: 'other' })],
    ['too few thresholds', (manifest) => Object.assign(manifest, { thresholds: [0.5] })],
    ['a label that is not in the set', (manifest) => Object.assign(manifest, { labels: ['atelectasis', 'nonsense'] })],
    ['a weights file in another folder', (manifest) => Object.assign(manifest.file as Json, { name: '../model.onnx' })],
    ['std of zero', (manifest) => Object.assign(manifest.input as Json, { std: [0, 1, 1] })],
  ])('a manifest with %s is refused', async (_, edit) => {
    editManifest(edit)
    await expect(readManifest(folder)).rejects.toEqual(refusal('model.damaged'))
  })

  it.each<[string, string, Json]>([
    ['three channels', 'input.channels', { channels: 3, mean: [0, 0, 0], std: [1, 1, 1] }],
    ['grey', 'input.colour', { colour: 'grey' }],
    ['six channels of the whole tongue', 'input.channels', { region: 'tongue' }],
    ['six channels and three means', 'input.mean', { mean: [0, 0, 0] }],
  ])('coating and body apart in %s are refused', async (_, field, change) => {
    folder = path.join(workFolder, 'tcmtd')
    cpSync(path.join(fixtures, '../models-in-parts/tcmtd'), folder, { recursive: true })
    expect((await readManifest(folder)).input).toMatchObject({ region: 'coating-and-body', channels: 6 })
    editManifest((manifest) => Object.assign(manifest.input as Json, change))
    await expect(readManifest(folder)).rejects.toEqual(refusal('model.damaged', { field }))
  })

  it('coating and body apart of a film are refused', async () => {
    const parts = { region: 'coating-and-body', colour: 'rgb', channels: 6, mean: Array(6).fill(0), std: Array(6).fill(1) }
    editManifest((manifest) => Object.assign(manifest.input as Json, parts))
    await expect(readManifest(folder)).rejects.toEqual(refusal('model.damaged', { field: 'input.region' }))
  })

  it('a manifest that is no JSON is refused', async () => {
    writeFileSync(path.join(folder, 'manifest.json'), '{ "formatVersion": 1')
    await expect(readManifest(folder)).rejects.toEqual(refusal('model.damaged', { field: 'manifest.json' }))
  })
})

describe('the graph itself', () => {
  it.each(['features', 'maps'])('another name for the output %s is another signature', async (name) => {
    replaceWeights((weights) => renamed(weights, name, name.replace('a', 'o')))
    await expect(loadModel(folder, options)).rejects.toEqual(refusal('model.signature', { reason: name }))
  })

  it('another input size is another signature', async () => {
    editManifest((manifest) => Object.assign(manifest.input as Json, { widthPx: 24 }))
    await expect(loadModel(folder, options)).rejects.toEqual(refusal('model.signature', { reason: 'input' }))
  })

  it('operators of another domain, and weights outside the file, are refused unread', () => {
    expect(() => readGraph(graphWith(node('com.microsoft')), 'm')).toThrow(refusal('model.signature', { reason: 'operator domain com.microsoft' }))
    expect(() => readGraph(graphWith(initializerOutside), 'm')).toThrow(refusal('model.signature', { reason: 'external data' }))
    expect(() => readGraph(graphWith(attributeOutside), 'm')).toThrow(refusal('model.signature', { reason: 'external data' }))
  })

  it('what is no ONNX file is damaged', () => {
    expect(() => readGraph(Buffer.from('not a model'), 'm')).toThrow(refusal('model.damaged'))
    expect(() => readGraph(new Uint8Array(), 'm')).toThrow(refusal('model.damaged'))
  })
})

describe('answers', () => {
  it('other than the golden ones refuse the model', async () => {
    const file = path.join(folder, 'golden', 'scores.f32')
    const bytes = readFileSync(file)
    bytes.writeFloatLE(bytes.readFloatLE(0) + 0.01, 0)
    writeFileSync(file, bytes)
    await expect(loadModel(folder, options)).rejects.toEqual(refusal('model.badOutput', { role: 'scores' }))
  })

  it('that are not finite refuse the model, and later the single run', async () => {
    const model = await loadModel(folder, options)
    await expect(model.run(new Float32Array(3 * 16 * 16).fill(Number.NaN), ['scores'])).rejects.toEqual(refusal('model.badOutput'))
    await model.release()
    // The head's first weight becomes NaN: the file is sound, its answers are not.
    replaceWeights((weights) => {
      weights.writeUInt32LE(0x7fc0_0000, firstWeightOf(weights, 'head'))
      return weights
    })
    await expect(loadModel(folder, options)).rejects.toEqual(refusal('model.badOutput'))
  })

  it('golden files that are cut off are damage', async () => {
    const file = path.join(folder, 'golden', 'maps.f32')
    writeFileSync(file, readFileSync(file).subarray(4))
    await expect(loadModel(folder, options)).rejects.toEqual(refusal('model.damaged', { field: 'golden.tensors' }))
  })
})

/** Protobuf, just enough to write a hostile graph: a field of bytes. */
function field(number: number, value: Uint8Array | string): Buffer {
  const bytes = Buffer.from(value as string)
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes])
}
const node = (domain: string): Buffer => field(1, Buffer.concat([field(4, 'Op'), field(7, domain)]))
const outside = Buffer.from([14 << 3, 1])
const initializerOutside = field(5, outside)
const attributeOutside = field(1, field(5, field(5, outside)))
const graphWith = (part: Buffer): Buffer => Buffer.concat([field(8, Buffer.from([2 << 3, 18])), field(7, part)])

/** Where a tensor's values begin: raw_data (field 9, shorter than 128 bytes or with a two-byte length) follows its name. */
function firstWeightOf(weights: Buffer, tensor: string): number {
  const tag = weights.indexOf(0x4a, weights.lastIndexOf(tensor) + tensor.length)
  return tag + ((weights[tag + 1] ?? 0) < 0x80 ? 2 : 3)
}
