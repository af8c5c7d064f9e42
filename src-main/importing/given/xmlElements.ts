/** One start of an element, in the order of the file. */
export interface XmlStart {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  /** 0 for the root. */
  readonly depth: number
}

/** Why a text is not read: it is no XML, or it declares a document type, whose entities are a known way to do harm. */
export class XmlRefusal extends Error {
  readonly reason: 'xml' | 'doctype'
  readonly offset: number

  constructor(reason: 'xml' | 'doctype', offset: number) {
    super(`${reason} at ${offset}`)
    this.reason = reason
    this.offset = offset
  }
}

const mostDepth = 64
const nameStart = /[\p{L}_:]/u
const space = /[ \t\r\n]/u
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/**
 * The starts of all elements with their attributes; texts between them are passed over. It knows the five entities of
 * XML itself and numbers, and no others: there is nothing that could grow, and nothing that could be fetched.
 * Throws XmlRefusal, also for tags that do not close each other.
 */
export function* xmlStarts(text: string): Generator<XmlStart> {
  const reader = new XmlReader(text)
  const open: string[] = []
  let hasRoot = false
  for (let tag = reader.next(); tag !== null; tag = reader.next()) {
    if (tag.kind === 'end') {
      if (open.pop() !== tag.name) reader.fail()
      continue
    }
    if ((open.length === 0 && hasRoot) || open.length >= mostDepth) reader.fail()
    hasRoot = true
    yield { name: tag.name, attributes: tag.attributes, depth: open.length }
    if (!tag.isEmpty) open.push(tag.name)
  }
  if (open.length > 0 || !hasRoot) reader.fail()
}

type Tag =
  | { readonly kind: 'end'; readonly name: string }
  | { readonly kind: 'start'; readonly name: string; readonly attributes: ReadonlyMap<string, string>; readonly isEmpty: boolean }

class XmlReader {
  readonly #text: string
  #at: number

  constructor(text: string) {
    this.#text = text
    this.#at = text.startsWith('\uFEFF') ? 1 : 0
  }

  fail(reason: XmlRefusal['reason'] = 'xml'): never {
    throw new XmlRefusal(reason, this.#at)
  }

  /** The next tag, or null at the end. */
  next(): Tag | null {
    for (;;) {
      const start = this.#text.indexOf('<', this.#at)
      if (start < 0) return null
      this.#at = start
      if (this.#skip('<!--', '-->') || this.#skip('<![CDATA[', ']]>') || this.#skip('<?', '?>')) continue
      if (this.#text.startsWith('<!', start)) this.fail('doctype')
      return this.#text[start + 1] === '/' ? this.#end() : this.#start()
    }
  }

  #skip(opening: string, closing: string): boolean {
    if (!this.#text.startsWith(opening, this.#at)) return false
    const end = this.#text.indexOf(closing, this.#at + opening.length)
    if (end < 0) this.fail()
    this.#at = end + closing.length
    return true
  }

  #end(): Tag {
    this.#at += 2
    const name = this.#name()
    this.#blanks()
    this.#expect('>')
    return { kind: 'end', name }
  }

  #start(): Tag {
    this.#at += 1
    const name = this.#name()
    const attributes = new Map<string, string>()
    for (;;) {
      const separated = this.#blanks()
      if (this.#text[this.#at] === '>' || this.#text[this.#at] === '/') break
      if (!separated) this.fail()
      const key = this.#name()
      this.#blanks()
      this.#expect('=')
      this.#blanks()
      if (attributes.has(key)) this.fail()
      attributes.set(key, this.#value())
    }
    const isEmpty = this.#text[this.#at] === '/'
    if (isEmpty) this.#at += 1
    this.#expect('>')
    return { kind: 'start', name, attributes, isEmpty }
  }

  #name(): string {
    const start = this.#at
    if (!nameStart.test(this.#text[start] ?? '')) this.fail()
    while (/[\p{L}\p{N}_:.-]/u.test(this.#text[this.#at] ?? '')) this.#at += 1
    return this.#text.slice(start, this.#at)
  }

  #blanks(): boolean {
    const start = this.#at
    while (space.test(this.#text[this.#at] ?? '')) this.#at += 1
    return this.#at > start
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) this.fail()
    this.#at += 1
  }

  #value(): string {
    const quote = this.#text[this.#at]
    if (quote !== '"' && quote !== "'") this.fail()
    const end = this.#text.indexOf(quote, this.#at + 1)
    if (end < 0) this.fail()
    const raw = this.#text.slice(this.#at + 1, end)
    if (raw.includes('<')) this.fail()
    this.#at = end + 1
    return raw.replaceAll(/&([^;&]*);?/gu, (whole, entity: string) => this.#entity(whole, entity))
  }

  #entity(whole: string, entity: string): string {
    const known = entities[entity]
    if (whole.endsWith(';') && known !== undefined && Object.hasOwn(entities, entity)) return known
    const number = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/iu.exec(entity)
    const code = Number.parseInt(number?.[1] ?? number?.[2] ?? '', number?.[1] === undefined ? 10 : 16)
    if (!whole.endsWith(';') || Number.isNaN(code) || code === 0 || code > 0x10_ffff) this.fail()
    return String.fromCodePoint(code)
  }
}
