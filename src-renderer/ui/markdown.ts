/**
 * The part of Markdown that model cards use, as data: headings, paragraphs, lists, tables, fenced code; bold, emphasis
 * and code within a line. Anything else stays text. Links and HTML are shown as they are written, never followed.
 */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'code'; readonly text: string }

export type Span = { readonly kind: 'text' | 'strong' | 'emphasis' | 'code'; readonly text: string }

/** A card may be long, a hostile one is cut. */
const longestText = 100_000
const bullet = /^\s{0,3}(?:[-*]|\d{1,3}[.)])\s+/u
const heading = /^(#{1,6})\s+(.*)$/u

/** Cuts a text into blocks. Never throws and looks at each line a bounded number of times. */
export function parseMarkdown(source: string): readonly Block[] {
  const lines = source.slice(0, longestText).split(/\r?\n/u)
  const blocks: Block[] = []
  let at = 0
  while (at < lines.length) {
    const read = readBlock(lines, at)
    if (read.block !== null) blocks.push(read.block)
    at = read.next
  }
  return blocks
}

interface ReadBlock {
  readonly block: Block | null
  readonly next: number
}

function readBlock(lines: readonly string[], at: number): ReadBlock {
  const line = lines[at] ?? ''
  if (line.trim() === '') return { block: null, next: at + 1 }
  if (line.startsWith('```')) return readCode(lines, at)
  const title = heading.exec(line)
  if (title) return { block: { kind: 'heading', level: title[1]?.length ?? 1, text: title[2] ?? '' }, next: at + 1 }
  if (line.startsWith('|') && /^\|[\s:|-]+$/u.test(lines[at + 1] ?? '')) return readTable(lines, at)
  return bullet.test(line) ? readList(lines, at) : readParagraph(lines, at)
}

function readCode(lines: readonly string[], at: number): ReadBlock {
  const end = lines.findIndex((line, index) => index > at && line.startsWith('```'))
  const last = end < 0 ? lines.length : end
  return { block: { kind: 'code', text: lines.slice(at + 1, last).join('\n') }, next: last + 1 }
}

function readTable(lines: readonly string[], at: number): ReadBlock {
  const end = endOf(lines, at, (line) => line.startsWith('|'))
  const [head = [], , ...rows] = lines.slice(at, end).map(cellsOf)
  return { block: { kind: 'table', head, rows }, next: end }
}

const cellsOf = (line: string): readonly string[] =>
  line
    .replace(/^\||\|\s*$/gu, '')
    .split('|')
    .map((cell) => cell.trim())

function readList(lines: readonly string[], at: number): ReadBlock {
  const end = endOf(lines, at, (line) => bullet.test(line) || /^\s{2,}\S/u.test(line))
  const items: string[] = []
  for (const line of lines.slice(at, end)) {
    if (bullet.test(line)) items.push(line.replace(bullet, ''))
    else items.push(`${items.pop() ?? ''} ${line.trim()}`)
  }
  return { block: { kind: 'list', ordered: /^\s*\d/u.test(lines[at] ?? ''), items }, next: end }
}

function readParagraph(lines: readonly string[], at: number): ReadBlock {
  const goesOn = (line: string): boolean =>
    line.trim() !== '' && !heading.test(line) && !line.startsWith('```') && !bullet.test(line)
  const end = endOf(lines, at, goesOn)
  return { block: { kind: 'paragraph', text: lines.slice(at, end).join(' ') }, next: end }
}

/** The first line after `at` that no longer belongs. */
function endOf(lines: readonly string[], at: number, belongs: (line: string) => boolean): number {
  const end = lines.findIndex((line, index) => index > at && !belongs(line))
  return end < 0 ? lines.length : end
}

/** Cuts a line into plain, strong, emphasised and code parts. */
export function parseSpans(text: string): readonly Span[] {
  return text
    .split(/(`[^`]+`|\*\*[^*]+\*\*|(?<![\w*])\*[^*\s][^*]*\*(?![\w*]))/u)
    .filter((part) => part !== '')
    .map(toSpan)
}

function toSpan(part: string): Span {
  const isMarked = (mark: string): boolean =>
    part.length > 2 * mark.length && part.startsWith(mark) && part.endsWith(mark)
  if (isMarked('`')) return { kind: 'code', text: part.slice(1, -1) }
  if (isMarked('**')) return { kind: 'strong', text: part.slice(2, -2) }
  if (isMarked('*')) return { kind: 'emphasis', text: part.slice(1, -1) }
  return { kind: 'text', text: part }
}
