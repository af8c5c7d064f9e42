import file from './allowed.json' with { type: 'json' }

export interface Allowed {
  /** One or, with strokes between, several. */
  readonly vr: string
  /** Of a whole value. */
  readonly pattern: RegExp | null
}

function allowedOf(text: string): Allowed {
  const [vr = ''] = text.split(' ', 1)
  const pattern = text.slice(vr.length + 1)
  return { vr, pattern: pattern === '' ? null : new RegExp(`^(?:${pattern})$`, 'u') }
}

/** Attributes outside the table that a picture needs, by tag; every other one is removed. */
export const allowed: ReadonlyMap<string, Allowed> = new Map(Object.entries(file.elements).map(([tag, text]) => [tag, allowedOf(text)]))

const descriptorWords = new Set(file.descriptorWords)

/** Cleans a description: of all its words only those of a closed list (body parts, views, modalities) stay, in capitals. */
export const cleanedDescription = (text: string): string =>
  text
    .toUpperCase()
    .split(/[^A-Z-]+/u)
    .filter((word) => descriptorWords.has(word))
    .join(' ')
    .slice(0, 64)
    .trim()
