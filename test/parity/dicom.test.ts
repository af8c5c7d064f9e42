import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { rasterOf } from '../../src-main/dicom/display.ts'
import { decodeDicom } from '../../src-main/dicom/read.ts'
import { textOf } from '../../src-main/dicom/text.ts'
import { parseFile } from '../../src-main/dicom/dataSet.ts'
import { hasSharedData, python, sharedFiles } from './sharedData.ts'

interface Reference {
  readonly name: string
  readonly path: string
  readonly place: number
  readonly shape: readonly number[]
  readonly syntax: string
}

const files = sharedFiles('dicom')
const ready = hasSharedData && existsSync(python)
if (!ready) process.stderr.write('DICOM parity is skipped: ../shared/data/dicom or training/.venv is not here.\n')

/** Another inverse DCT and YCbCr arithmetic, or an irreversible wavelet in other floating point: a rounding apart. */
const lossy: ReadonlySet<string> = new Set(['1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.51', '1.2.840.10008.1.2.4.91', '1.2.840.10008.1.2.4.203'])

const seen = (file: string): string => path.basename(file)

const folder = ready ? mkdtempSync(path.join(tmpdir(), 'ctw-parity-')) : ''
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const references = ready ? referencesOf(files, folder) : []

describe.skipIf(!ready)('DICOM pixels against pydicom', () => {
  it('finds enough files to compare, of most transfer syntaxes', () => {
    expect(references.length).toBeGreaterThanOrEqual(26)
    expect(new Set(references.map(({ syntax }) => syntax)).size).toBeGreaterThanOrEqual(10)
  })

  it.each(references)('$name', async ({ path: file, place, shape, syntax }) => {
    const decoded = await decodeDicom(readFileSync(file))
    const bytes = readFileSync(path.join(folder, String(place)))
    const theirs = new Float64Array(Uint8Array.from(bytes).buffer)
    expect([decoded.layout.rows, decoded.layout.columns]).toEqual(shape.slice(0, 2))
    expect(decoded.values.length).toBe(theirs.length)
    let furthest = 0
    for (let index = 0; index < theirs.length; index += 1) furthest = Math.max(furthest, Math.abs((decoded.values[index] ?? Number.NaN) - (theirs[index] ?? 0)))
    expect(furthest).toBeLessThanOrEqual(lossy.has(syntax) ? 1 : 0)
    expect(rasterOf(decoded).widthPx).toBe(shape[1])
  })
})

/** Little-endian doubles of the values, of files whose plug-in the training environment does not hold: pydicom 3.0.2 with pylibjpeg-libjpeg 2.5. */
const digests = {
  'CTImage.dcm_JPEGProcess14TransferSyntax_1.2.840.10008.1.2.4.57.dcm': '46220768ef4339b8a20cd4336daf368c24485e289946bb24abecf8219a18b7fb',
  'OutOfBoundsOverlay.dcm': 'f702847de0c0a5d9dc93aa5e52d6b1bfb681aef79d10ae1c287a75c4e6f4d2ab',
  'JPGLosslessP14SV1_1s_1f_8b.dcm': '11f0fa23d49bebbc4cad5a2c8c13b2f87f284306d6f80f6ce6560f0f629ed9e6',
  'bad_sequence.dcm': '9ca7a1a75beb358ea94a6701c96c72768c3de515d4126c27bed643cac9269a92',
}

describe.skipIf(!hasSharedData)('lossless JPEG', () => {
  it.each(Object.entries(digests))('%s is decoded to the bit', async (name, expected) => {
    const file = files.find((candidate) => seen(candidate) === name) ?? ''
    const { values } = await decodeDicom(readFileSync(file))
    expect(createHash('sha256').update(new Uint8Array(Float64Array.from(values).buffer)).digest('hex')).toBe(expected)
  })
})

/** Files that hold no picture, are cut off, or say nothing that could be decoded. */
const refused = {
  'GH1146.dcm': 'dicom.noPixels',
  'GH220.dcm': 'dicom.noPixels',
  'Issue1097_FailToOpenDeflatedFileWithSQ.dcm': 'dicom.noPixels',
  DICOMDIR: 'dicom.noPixels',
  'badVR.dcm': 'dicom.unreadable',
  'chrJapMulti.dcm': 'dicom.noPixels',
  'emri_small_jpeg_2k_lossless_too_short.dcm': 'dicom.unreadable',
  'MR_truncated.dcm': 'dicom.unreadable',
  'meta_missing_tsyntax.dcm': 'dicom.noPixels',
  'no-pixel-data.dcm': 'dicom.noPixels',
  'no_meta.dcm': 'dicom.unreadable',
  'reportsi.dcm': 'dicom.noPixels',
} as const

describe.skipIf(!hasSharedData)('every file of the corpus', () => {
  it('is read, or refused for what it is', async () => {
    const answers: Record<string, string> = {}
    const compared = new Set([...references.map(({ path: file }) => seen(file)), ...Object.keys(digests)])
    for (const file of files.filter((candidate) => !compared.has(seen(candidate)))) {
      await decodeDicom(readFileSync(file)).catch((error: { code?: string }) => (answers[seen(file)] = String(error.code)))
    }
    expect(answers).toEqual(refused)
  })

  it.each([
    ['chrGB2312.dcm', 'Zhang^XiaoDong=张^小东'],
    ['chrX1.dcm', 'Wang^XiaoDong=王^小東'],
    ['chrJapMulti.dcm', 'やまだ^たろう'],
  ])('text of %s in its character sets', (name, expected) => {
    const file = files.find((candidate) => seen(candidate) === name) ?? ''
    expect(textOf(parseFile(readFileSync(file)).dataSet, 'x00100010')).toContain(expected)
  })
})

function referencesOf(paths: readonly string[], to: string): Reference[] {
  const script = path.join(import.meta.dirname, 'dicom_values.py')
  const lines = execFileSync(python, [script, to, ...paths], { encoding: 'utf8' }).trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Omit<Reference, 'name'>).map((line) => ({ ...line, name: seen(line.path) }))
}
