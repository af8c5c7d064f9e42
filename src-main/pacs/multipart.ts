import { AppError } from '../../src-shared/errors.ts'

const lineEnd = Buffer.from('\r\n')
/** A line of a part's header, and how many lines it may have. */
const longestLine = 4096
const mostLines = 32
/** Before the first part and behind the last: nothing of use can stand there. */
const longestAside = 64 * 1024

export interface Part {
  /** Names in small letters. */
  readonly headers: ReadonlyMap<string, string>
  /** To be read to its end before the next part is asked for. */
  readonly body: AsyncIterable<Buffer>
}

/** The boundary a Content-Type names, or null where it is no multipart/related. */
export function boundaryOf(contentType: string): string | null {
  if (!/^multipart\/related\s*(?:;|$)/iu.test(contentType)) return null
  const found = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))(?=[\s;]|$)/iu.exec(contentType)
  return found?.[1] ?? found?.[2] ?? null
}

/**
 * The parts of a multipart/related message (RFC 2046, 5.1) as they arrive. No more of the message is held than a chunk and
 * a boundary. Throws AppError `pacs.badAnswer` for what is no such message, `pacs.cutOff` where it ends before its closing
 * boundary or where a part is not as long as it says. Left early, it leaves `source` too.
 */
export async function* multipartParts(source: AsyncIterable<Buffer>, boundary: string): AsyncGenerator<Part> {
  const reader = new Reader(source)
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1')
  try {
    await skip(reader.until(delimiter))
    while (!(await isLast(reader))) {
      const headers = await readHeaders(reader)
      yield { headers, body: countedBody(reader.until(delimiter), headers.get('content-length')) }
    }
    await skip(reader.rest())
  } finally {
    await reader.letGo()
  }
}

async function skip(chunks: AsyncIterable<Buffer>): Promise<void> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > longestAside) throw new AppError('pacs.badAnswer', { reason: 'preamble' })
  }
}

/** Behind a delimiter: "--" closes the message, spaces and a line end open a part. */
async function isLast(reader: Reader): Promise<boolean> {
  if (await reader.takes('--')) return true
  const rest = await reader.line()
  if (rest.trim() !== '') throw new AppError('pacs.badAnswer', { reason: 'boundary' })
  return false
}

async function readHeaders(reader: Reader): Promise<ReadonlyMap<string, string>> {
  const headers = new Map<string, string>()
  for (let lines = 0; lines < mostLines; lines += 1) {
    const line = await reader.line()
    if (line === '') {
      // The delimiter begins with a line end: an empty body has none of its own left.
      reader.giveBack(lineEnd)
      return headers
    }
    const colon = line.indexOf(':')
    if (colon < 1) throw new AppError('pacs.badAnswer', { reason: 'header' })
    headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
  throw new AppError('pacs.badAnswer', { reason: 'header' })
}

/** The body without the line end that was given back before it, held against the length it says it has. */
async function* countedBody(chunks: AsyncIterable<Buffer>, said: string | undefined): AsyncGenerator<Buffer> {
  let bytes = -lineEnd.length
  for await (const chunk of chunks) {
    const from = bytes < 0 ? Math.min(-bytes, chunk.length) : 0
    bytes += chunk.length
    if (chunk.length > from) yield chunk.subarray(from)
  }
  if (said !== undefined && Number(said) !== Math.max(0, bytes)) throw new AppError('pacs.cutOff', { reason: 'length' })
}

/** Reads a stream up to marks; holds what has arrived and is not taken yet. */
class Reader {
  readonly #source: AsyncIterator<Buffer>
  // A message may begin with its delimiter, without the line end before it.
  #held: Buffer = lineEnd

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** The bytes before the next `mark`, which is taken too. */
  async *until(mark: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(mark)
      if (at >= 0) {
        const before = this.#held.subarray(0, at)
        this.#held = this.#held.subarray(at + mark.length)
        if (before.length > 0) yield before
        return
      }
      // The end of what is held may be the beginning of a mark.
      const safe = Math.max(0, this.#held.length - mark.length + 1)
      if (safe > 0) yield this.#held.subarray(0, safe)
      const end = this.#held.subarray(safe)
      const next = await this.#next()
      // Nearly always the mark does not lie across two chunks, and what has come need not be copied.
      const isApart = next.length >= mark.length && !Buffer.concat([end, next.subarray(0, mark.length - 1)]).includes(mark)
      if (isApart && end.length > 0) yield end
      this.#held = isApart ? next : Buffer.concat([end, next])
    }
  }

  async line(): Promise<string> {
    for (;;) {
      const at = this.#held.indexOf(lineEnd)
      if (at > longestLine || (at < 0 && this.#held.length > longestLine)) throw new AppError('pacs.badAnswer', { reason: 'header' })
      if (at >= 0) {
        const line = this.#held.toString('latin1', 0, at)
        this.#held = this.#held.subarray(at + lineEnd.length)
        return line
      }
      await this.#more()
    }
  }

  /** Whether `text` comes next; it is taken then. */
  async takes(text: string): Promise<boolean> {
    while (this.#held.length < text.length) await this.#more()
    if (this.#held.toString('latin1', 0, text.length) !== text) return false
    this.#held = this.#held.subarray(text.length)
    return true
  }

  giveBack(bytes: Buffer): void {
    this.#held = Buffer.concat([bytes, this.#held])
  }

  async *rest(): AsyncGenerator<Buffer> {
    yield this.#held
    for (let next = await this.#source.next(); next.done !== true; next = await this.#source.next()) yield next.value
  }

  /** Who stops reading a message lets go of its connection too: it could carry nothing else any more. */
  async letGo(): Promise<void> {
    await this.#source.return?.()
  }

  async #more(): Promise<void> {
    const next = await this.#next()
    this.#held = this.#held.length === 0 ? next : Buffer.concat([this.#held, next])
  }

  async #next(): Promise<Buffer> {
    const next = await this.#source.next()
    if (next.done === true) throw new AppError('pacs.cutOff')
    return next.value
  }
}
