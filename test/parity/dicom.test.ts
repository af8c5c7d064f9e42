import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readDicom } from '../../src-main/dicom/read.ts'
import type { Raster } from '../../src-main/imaging/raster.ts'
import { hasSharedData, python, sharedFiles } from './sharedData.ts'

interface Reference {
  readonly name: string
  readonly path: string
  readonly grey: boolean
  readonly values: string
  readonly mean: number
}

const files = sharedFiles('dicom')
const ready = hasSharedData && existsSync(python)
if (!ready) process.stderr.write('DICOM parity is skipped: ../shared/data/dicom or training/.venv is not here.\n')

const digestOf = (values: ArrayLike<number>): string =>
  createHash('sha256').update(new Uint8Array(Int32Array.from(values).buffer)).digest('hex')

const valuesOf = (raster: Raster): ArrayLike<number> => (raster.mode === 'grey' ? raster.values : raster.rgb)

function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < values.length; index += 1) sum += values[index] ?? 0
  return sum / values.length
}

describe.skipIf(!ready)('DICOM pixels against pydicom', () => {
  const references = ready ? referencesOf(files) : []

  it('finds enough files to compare', () => {
    expect(references.length).toBeGreaterThan(12)
  })

  it.each(references)('$name', async ({ path: file, grey, values, mean }) => {
    const answer = await readDicom(readFileSync(file)).catch((error: { code?: string }) => error)
    if (!('raster' in answer)) {
      expect(answer.code).toMatch(/^dicom\.(?:unsupported|unreadable)$/u)
      return
    }
    const ours = valuesOf(answer.raster)
    const isExact = grey && answer.raster.mode === 'grey'
    if (isExact) expect(digestOf(ours)).toBe(values)
    // Colour goes through another JPEG and YCbCr arithmetic there: a rounding apart.
    else expect(Math.abs(meanOf(ours) - mean)).toBeLessThan(2)
  })
})

/** Decoded once with pydicom 3.0.2 and pylibjpeg-libjpeg 2, which the training environment does not hold. */
const losslessDigests = {
  'JPGLosslessP14SV1_1s_1f_8b.dcm': '566b6fa1cbffda6cc3aa15d0eb27ffe90843e48211aa1ec8096955b281cf7b1a',
  'CTImage.dcm_JPEGProcess14TransferSyntax_1.2.840.10008.1.2.4.57.dcm':
    '1e0c5bbf4e873bb7546f7fb0a3274912624a2df04b9ec1e5a571f47cf8c8da97',
}

describe.skipIf(!hasSharedData)('lossless JPEG', () => {
  it.each(Object.entries(losslessDigests))('%s is decoded to the bit', async (name, expected) => {
    const file = files.find((candidate) => path.basename(candidate) === name) ?? ''
    expect(digestOf(valuesOf((await readDicom(readFileSync(file))).raster))).toBe(expected)
  })
})

function referencesOf(paths: readonly string[]): Reference[] {
  const script = path.join(import.meta.dirname, 'dicom_values.py')
  const lines = execFileSync(python, [script, ...paths], { encoding: 'utf8' }).trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Omit<Reference, 'name'>).map((line) => ({ ...line, name: path.basename(line.path) }))
}
