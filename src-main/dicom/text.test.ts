import { describe, expect, it } from 'vitest'
import { decodeText } from './text.ts'

const bytes = (...parts: readonly (string | number)[]): Uint8Array => Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.of(part))))
const escape = '\u001b'

describe('specific character sets', () => {
  it.each<[string, readonly string[], Uint8Array, string]>([
    ['none', [''], bytes('P-17'), 'P-17'],
    ['Latin 1', ['ISO_IR 100'], bytes('M', 0xfc, 'ller'), 'Müller'],
    ['Cyrillic', ['ISO_IR 144'], bytes(0xbb, 0xee, 0xda), 'Люк'],
    ['UTF-8', ['ISO_IR 192'], Buffer.from('王^小东'), '王^小东'],
    ['GB 18030', ['GB18030'], bytes(0xcd, 0xf5, '^', 0xd0, 0xa1, 0xb6, 0xab), '王^小东'],
    ['GBK', ['GBK'], bytes(0xcd, 0xf5, '^', 0xd0, 0xa1, 0xb6, 0xab), '王^小东'],
    ['GB 2312 by escapes', ['', 'ISO 2022 IR 58'], bytes('Wang^XiaoDong=', escape, '$)A', 0xcd, 0xf5, '^', escape, '$)A', 0xd0, 0xa1, 0xb6, 0xab), 'Wang^XiaoDong=王^小东'],
    ['Japanese by escapes', ['', 'ISO 2022 IR 87'], bytes('Yamada^Tarou=', escape, '$B;3ED', escape, '(B^', escape, '$BB@O:', escape, '(B'), 'Yamada^Tarou=山田^太郎'],
    ['Japanese with katakana', ['ISO 2022 IR 13', 'ISO 2022 IR 87'], bytes(0xd4, 0xcf, 0xc0, 0xde, '^', 0xc0, 0xdb, 0xb3), 'ﾔﾏﾀﾞ^ﾀﾛｳ'],
    ['Korean by escapes', ['', 'ISO 2022 IR 149'], bytes('Hong=', escape, '$)C', 0xfb, 0xf3, '^', escape, '$)C', 0xd1, 0xce, 0xd4, 0xd7), 'Hong=洪^吉洞'],
    ['a set nobody knows', ['ISO_IR 999'], bytes('A', 0xe9), 'Aé'],
  ])('%s', (_, sets, text, expected) => {
    expect(decodeText(text, sets)).toBe(expected)
  })
})
