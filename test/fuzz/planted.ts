import { allowed } from '../../src-main/dicom/deidentify/allowed.ts'
import { rowFor, rows } from '../../src-main/dicom/deidentify/table.ts'
import { textBytes, writeFile, written, type Written } from '../../src-main/dicom/write.ts'
import { syntaxOf, type TransferSyntax } from '../../src-main/dicom/syntaxes.ts'

/** A file with texts that would identify, and what they are. */
export interface Planted {
  readonly bytes: Uint8Array
  readonly canaries: readonly string[]
  readonly syntax: TransferSyntax
}

type Random = () => number
const below = (random: Random, end: number): number => Math.floor(random() * end)
const pick = <T>(random: Random, of: readonly T[]): T => of[below(random, of.length)] as T

const syntaxes = ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1.99', '1.2.840.10008.1.2.5'].map((uid) => syntaxOf(uid) as TransferSyntax)
const DEEPEST = 12
/** As in real files the first element is no sequence: the parser looks at it before it knows the transfer syntax. */
const FIRST = 0x0008_0005
const tableTags = [...rows].filter(([tag]) => /^[0-9a-f]{8}$/u.test(tag) && tag >= '0008')
const repeating = ['50020010', '50fe3000', '60023000', '60024000', '60024001']
/** Of the picture itself, in every file as they must be. */
const pictureTags = new Set(['00280004', '00280008', '00280301'])
const freeTexts = [...allowed].filter(([tag, { vr }]) => /^(?:CS|LO|UI|DS|IS)$/u.test(vr) && !pictureTags.has(tag))
/** What makes the picture look otherwise, or unreadable, where it stands at the top. */
const shown = /^(?:0028105.|20500020|00280030|00181164)$/u
const representations = ['AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'LO', 'LT', 'PN', 'SH', 'ST', 'TM', 'UC', 'UI', 'UN', 'UR', 'UT', 'OB'] as const

const digits = (random: Random, count: number): string => Array.from({ length: count }, () => String(below(random, 10))).join('')
const letters = (random: Random, count: number): string => Array.from({ length: count }, () => String.fromCharCode(65 + below(random, 26))).join('')

/** A text of its own that is right for the representation. */
function canaryOf(vr: string, random: Random): string {
  const month = `0${1 + below(random, 9)}${10 + below(random, 19)}`
  const own: Readonly<Record<string, () => string>> = {
    AE: () => `CN${letters(random, 10)}`,
    AS: () => `${100 + below(random, 900)}W`,
    CS: () => `CN${letters(random, 12)}`,
    DA: () => `19${40 + below(random, 50)}${month}`,
    DS: () => `${digits(random, 6)}.${digits(random, 7)}`,
    DT: () => `1947${month}${10 + below(random, 13)}1719.${digits(random, 6)}`,
    IS: () => `9${digits(random, 9)}`,
    SH: () => `CN${letters(random, 12)}`,
    TM: () => `131719.${digits(random, 6)}`,
    UI: () => `1.2.826.0.1.3680043.9.${1 + below(random, 9)}${digits(random, 14)}`,
    UR: () => `http://canary.example/${letters(random, 12)}`,
  }
  return own[vr]?.() ?? `CHEST ${letters(random, 8)}^${letters(random, 10)}`
}

/** What a search would look for in the canary: of mixed texts the part that no closed list holds. */
const sought = (canary: string): string => canary.replace(/^CHEST /u, '')

class Planter {
  readonly canaries: string[] = []
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  text(tag: string, vr: string, like = vr): Written {
    const canary = canaryOf(like, this.#random)
    this.canaries.push(sought(canary))
    return { tag: Number.parseInt(tag, 16), vr, value: textBytes(canary, vr) }
  }

  /** One to three elements that belong together. */
  some(depth: number): readonly Written[] {
    const random = this.#random
    const kind = random()
    if (kind < 0.4) return [this.ofTable(depth)]
    if (kind < 0.55) return [this.ofAllowed(depth)]
    if (kind < 0.7) return [this.text(this.unknownTag(0), pick(random, representations))]
    if (kind < 0.8) return this.privateBlock(depth)
    if (kind < 0.85) return [this.text(pick(random, repeating), 'LO')]
    if (depth >= DEEPEST) return []
    return [this.sequence(pick(random, ['52009229', '52009230', '00209113', '00289132', '00081140', '00082112', '00400275', this.unknownTag(0)]), depth)]
  }

  ofTable(depth: number): Written {
    const random = this.#random
    const [tag, { vr }] = pick(random, tableTags)
    if (vr === 'SQ' && depth < DEEPEST) return this.sequence(tag, depth)
    const known = (representations as readonly string[]).includes(vr) ? vr : 'LO'
    // Some files call their attributes by wrong representations.
    return this.text(tag, random() < 0.1 ? pick(random, representations) : known, known)
  }

  /** A text where only certain codes or numbers belong. */
  ofAllowed(depth: number): Written {
    const [tag, { vr }] = pick(this.#random, depth === 0 ? freeTexts.filter(([known]) => !shown.test(known)) : freeTexts)
    return this.text(tag, this.#random() < 0.1 ? 'UN' : vr, vr === 'UI' ? 'UI' : 'CS')
  }

  unknownTag(odd: 0 | 1): string {
    for (;;) {
      const group = (0x0008 + 2 * below(this.#random, 0x3ff0) + odd).toString(16).padStart(4, '0')
      const tag = `${group}${(1 + below(this.#random, 0xfffe)).toString(16).padStart(4, '0')}`
      if (odd === 1 || (!allowed.has(tag) && rowFor(tag) === undefined)) return tag
    }
  }

  privateBlock(depth: number): readonly Written[] {
    const group = this.unknownTag(1).slice(0, 4)
    const creator = this.text(`${group}0010`, 'LO')
    const held = this.text(`${group}1001`, pick(this.#random, representations))
    return depth < DEEPEST && this.#random() < 0.3 ? [creator, held, this.sequence(`${group}1002`, depth)] : [creator, held]
  }

  sequence(tag: string, depth: number): Written {
    const items = Array.from({ length: 1 + below(this.#random, 2) }, () => this.level(depth + 1, 1 + below(this.#random, 4)))
    return { tag: Number.parseInt(tag, 16), vr: 'SQ', value: { items } }
  }

  level(depth: number, count: number): readonly Written[] {
    const found = new Map<number, Written>()
    for (let left = count; left > 0; left -= 1) for (const element of this.some(depth)) found.set(element.tag, element)
    return [...found.values()]
  }
}

function picture(random: Random, syntax: TransferSyntax): readonly Written[] {
  const numbers: readonly (readonly [number, number])[] = [[0x0028_0002, 1], [0x0028_0010, 6], [0x0028_0011, 5], [0x0028_0100, 16], [0x0028_0101, 12], [0x0028_0102, 11], [0x0028_0103, 0]]
  const pixels = Uint8Array.from({ length: 60 }, (_, index) => (index % 2 === (syntax.bigEndian ? 0 : 1) ? 0 : below(random, 256)))
  const native = { tag: 0x7fe0_0010, vr: 'OW', value: pixels }
  const fragments = { tag: 0x7fe0_0010, vr: 'OB', value: { fragments: [new Uint8Array(0), pixels] } }
  const shorts = numbers.map(([tag, value]) => ({ tag, vr: 'US', value: syntax.bigEndian ? Uint8Array.of(0, value) : Uint8Array.of(value, 0) }))
  return [written(FIRST, 'CS', 'ISO_IR 100'), ...shorts, written(0x0028_0004, 'CS', 'MONOCHROME2'), written(0x0028_0301, 'CS', 'NO'), syntax.coding === 'native' ? native : fragments]
}

/** A small picture in one of five transfer syntaxes with 10 to 40 planted elements at the top and more below, in its meta header and preamble. */
export function plantedFile(random: Random): Planted {
  const syntax = pick(random, syntaxes)
  const planter = new Planter(random)
  const own = picture(random, syntax)
  const ownTags = new Set(own.map(({ tag }) => tag))
  const top = planter.level(0, 10 + below(random, 31)).filter(({ tag }) => tag > FIRST && !ownTags.has(tag))
  const meta = [written(0x0002_0010, 'UI', syntax.uid), planter.text('00020003', 'UI'), planter.text('00020016', 'AE'), planter.text('00020100', 'UI'), planter.text('00020102', 'OB')]
  const bytes = Buffer.from(writeFile(meta, [...top, ...own], syntax))
  const title = canaryOf('LO', random)
  bytes.write(title, below(random, 64), 'latin1')
  return { bytes, canaries: [...planter.canaries, sought(title)], syntax }
}
