import LineBreaker from 'linebreak'

/** What the layout needs to know of a font. */
export interface FontFacts {
  readonly hasGlyph: (codePoint: number) => boolean
  /** Advance of one character at a size of one point. */
  readonly widthOf: (codePoint: number) => number
}

/** What a character without a glyph looks like: a reader sees that something stood there, and what. */
const substituteFor = (codePoint: number): string => `[U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}]`

/** Text as the font can show it; `substituted` where a character was replaced by its number. */
export interface Printable {
  readonly text: string
  readonly substituted: boolean
}

/**
 * Every character that the font has, and a visible `[U+…]` for every other one: nothing is dropped but what has no
 * appearance of its own (joiners, variation selectors, marks of direction). A line feed stays.
 */
export function printable(text: string, { hasGlyph }: FontFacts): Printable {
  // Composed only where a mark follows its letter: composing all would exchange rare ideographs for their look-alikes.
  const composed = text.replaceAll('\r\n', '\n').replaceAll(/\P{M}\p{M}+/gu, (cluster) => cluster.normalize('NFC'))
  let substituted = false
  const shown = Array.from(composed, (character) => {
    if (character === '\n') return character
    if (/\p{Default_Ignorable_Code_Point}/u.test(character)) return ''
    const codePoint = character.codePointAt(0) ?? 0
    if (/\s/u.test(character)) return ' '
    if (!/\p{Cc}/u.test(character) && hasGlyph(codePoint)) return character
    substituted = true
    return substituteFor(codePoint)
  })
  return { text: shown.join(''), substituted }
}

/** Width of a text at a size of one point. */
const widthOf = (text: string, font: FontFacts): number => Array.from(text).reduce((sum, character) => sum + font.widthOf(character.codePointAt(0) ?? 0), 0)

/** Breaks text into lines no wider than `width` (in sizes of the font), by the rules of Unicode's annex 14. */
export function linesOf(text: string, width: number, font: FontFacts): readonly string[] {
  return text.split('\n').flatMap((paragraph) => linesOfParagraph(paragraph, width, font))
}

function linesOfParagraph(paragraph: string, width: number, font: FontFacts): readonly string[] {
  const lines: string[] = []
  let line = ''
  let lineWidth = 0
  const end = (): void => {
    lines.push(line.trimEnd())
    line = ''
    lineWidth = 0
  }
  const append = (piece: string): void => {
    line += piece
    lineWidth += widthOf(piece, font)
  }
  for (const piece of piecesOf(paragraph)) {
    const visibleWidth = widthOf(piece.trimEnd(), font)
    if (lineWidth > 0 && lineWidth + visibleWidth > width) end()
    // A word longer than a line goes on in the next one, letter by letter.
    const parts = visibleWidth <= width ? [piece] : Array.from(piece)
    for (const part of parts) {
      if (lineWidth > 0 && lineWidth + widthOf(part.trimEnd(), font) > width) end()
      append(part)
    }
  }
  end()
  return lines
}

function* piecesOf(paragraph: string): Generator<string> {
  const breaker = new LineBreaker(paragraph)
  let start = 0
  for (let found = breaker.nextBreak(); found !== null; found = breaker.nextBreak()) {
    yield paragraph.slice(start, found.position)
    start = found.position
  }
  if (start < paragraph.length) yield paragraph.slice(start)
}
