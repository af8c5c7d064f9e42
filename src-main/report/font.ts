import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import { create } from 'fontkit'
import { AppError } from '../../src-shared/errors.ts'
import type { FontFacts } from './lines.ts'

/** Noto Sans SC: Latin, Greek, Cyrillic and some thirty thousand Chinese characters in one file, packed to less than half. */
const fontPath = fileURLToPath(new URL('../../resources/fonts/NotoSansSC-Regular.ttf.br', import.meta.url))
const unpack = promisify(brotliDecompress)

export interface ReportFont extends FontFacts {
  readonly bytes: Buffer
}

/** Throws AppError `report.font` where the file is missing or is no font. */
export async function loadFont(path = fontPath): Promise<ReportFont> {
  try {
    const bytes = await unpack(await readFile(path))
    const font = create(bytes)
    if (!('glyphForCodePoint' in font)) throw new TypeError('a collection of fonts')
    const widths = new Map<number, number>()
    const widthOf = (codePoint: number): number => {
      const known = widths.get(codePoint) ?? font.glyphForCodePoint(codePoint).advanceWidth / font.unitsPerEm
      widths.set(codePoint, known)
      return known
    }
    return { bytes, widthOf, hasGlyph: (codePoint) => font.hasGlyphForCodePoint(codePoint) }
  } catch (cause) {
    throw new AppError('report.font', {}, { cause })
  }
}
