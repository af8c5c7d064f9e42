import type { DataSet, Element } from 'dicom-parser'
import { describe, expect, it } from 'vitest'
import { parseFile } from '../dataSet.ts'
import { explicitLittle, implicitLittle, type TransferSyntax } from '../syntaxes.ts'
import { deidentify } from './deidentify.ts'
import { type Option, options, rows } from './table.ts'
import { textBytes, writeFile, written, type Written } from '../write.ts'

const key = Buffer.alloc(32, 3)
const old = '1.2.826.0.1.3680043.9.77'
const samples: Readonly<Record<string, string>> = { AE: 'OLD', AS: '047Y', CS: 'OLD', DA: '20260131', DS: '1.5', DT: '20260131121314', IS: '17', TM: '121314', UI: old, UR: 'http://old.example' }
const sample = (vr: string): string => samples[vr] ?? 'CHEST Smith^John'
const patientTags = new Set(['00100010', '00100020'])

/** Every tag of the table within data sets (groups from 0008 on), one of each of its patterns. */
const tags = [...rows]
  .filter(([tag]) => tag >= '0008')
  .map(([tag, row]) => ({ tag: ({ '50xxxxxx': '50020010', '60xx3000': '60023000', '60xx4000': '60024000', odd: '00091001' })[tag] ?? tag, row, vr: row.vr === '-' ? 'LO' : row.vr }))

const inside: readonly Written[] = [written(0x0008_0100, 'SH', 'C-1'), written(0x0008_1150, 'UI', '1.2.840.10008.5.1.4.1.1.1'), written(0x0008_1155, 'UI', old), written(0x0010_0010, 'PN', 'Smith^John'), written(0x0009_0010, 'LO', 'SMITH')]
const planted = tags.map(({ tag, vr }): Written => ({ tag: Number.parseInt(tag, 16), vr, value: vr === 'SQ' ? { items: [inside] } : textBytes(sample(vr), vr) }))

function fileOf(depth: number, syntax: TransferSyntax): Uint8Array {
  let level: readonly Written[] = planted
  for (let left = depth; left > 0; left -= 1) level = [{ tag: 0x5200_9229, vr: 'SQ', value: { items: [level] } }]
  const short = (tag: number, value: number): Written => ({ tag, vr: 'US', value: Uint8Array.of(value, 0) })
  const picture = [short(0x0028_0010, 2), short(0x0028_0011, 2), short(0x0028_0100, 8), written(0x0028_0301, 'CS', 'NO'), { tag: 0x7fe0_0010, vr: 'OB', value: Uint8Array.of(1, 2, 3, 4) }]
  const own = depth === 0 ? [] : [written(0x0010_0020, 'LO', sample('LO')), written(0x0008_0018, 'UI', old)]
  return writeFile([written(0x0002_0010, 'UI', syntax.uid)], [...level, ...picture, ...own], syntax)
}

function levelOf(bytes: Uint8Array, depth: number): DataSet {
  let level = parseFile(bytes).dataSet
  for (let left = depth; left > 0; left -= 1) level = level.elements['x52009229']?.items?.[0]?.dataSet as DataSet
  return level
}

const deidentified = (depth: number, chosen: readonly Option[] = [], syntax = explicitLittle): DataSet => levelOf(deidentify(fileOf(depth, syntax), { key, chosen: new Set(chosen), pixelsChecked: false }).bytes, depth)
const textIn = (dataSet: DataSet, element: Element): string => Buffer.from(dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + element.length)).toString('latin1').replace(/[ \0]+$/u, '')

/** What the strictest type that a row allows asks for, said apart from the code that does it. */
function expectBasic(dataSet: DataSet, { tag, row, vr }: (typeof tags)[number]): void {
  const element = dataSet.elements[`x${tag}`]
  const name = `${tag} ${row.basic}`
  if (row.basic === 'X') return void expect([name, element]).toEqual([name, undefined])
  if (element === undefined) throw new Error(`${name} is not there`)
  if (vr === 'SQ') return expectItems(name, element, row.basic)
  const text = textIn(dataSet, element)
  if (row.basic === 'U' || vr === 'UI') expect([name, text]).toEqual([name, expect.stringMatching(/^2\.25\.\d{30,39}$/u)])
  else if (patientTags.has(tag)) expect(text).toMatch(/^P-[0-9A-F]{16}$/u)
  else if (row.basic.endsWith('D')) expect([name, text === '' && vr !== 'OB' && vr !== 'UN', text === sample(vr)]).toEqual([name, false, false])
  else expect([name, text]).toEqual([name, ''])
}

function expectItems(name: string, { items = [] }: Element, basic: string): void {
  const held = items.map(({ dataSet }) => Object.keys(dataSet?.elements ?? {}))
  const expected = basic === 'X/Z/U*' ? [['x00081150', 'x00081155', 'x00100010']] : basic.endsWith('D') ? [[]] : []
  expect([name, held]).toEqual([name, expected])
  for (const { dataSet } of items) if (dataSet?.elements['x00081155'] !== undefined) expect(dataSet.string('x00081155')).toMatch(/^2\.25\./u)
}

describe('every row of the table', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])('is followed at a depth of %i sequences', (depth) => {
    for (const syntax of [explicitLittle, implicitLittle]) {
      const dataSet = deidentified(depth, [], syntax)
      for (const row of tags) expectBasic(dataSet, row)
    }
  })

  it.each(options)('is followed with the option "%s"', (option) => {
    const dataSet = deidentified(3, [option])
    let followed = 0
    for (const line of tags) {
      const { tag, row, vr } = line
      const element = dataSet.elements[`x${tag}`]
      const action = row.options.get(option)
      if (action === undefined) expectBasic(dataSet, line)
      else if (vr === 'SQ') expect([tag, element?.items?.[0]?.dataSet?.string('x00080100')]).toEqual([tag, action === 'K' ? 'C-1' : undefined])
      else if (action === 'K') expect([tag, element === undefined ? null : textIn(dataSet, element)]).toEqual([tag, sample(vr)])
      else if (element !== undefined) expect(textIn(dataSet, element)).not.toMatch(/Smith|20260131|^OLD$/u)
      if (action !== undefined) followed += 1
    }
    expect(followed).toBeGreaterThan(5)
  })

  it('cleans before it keeps: moved dates of machines stay moved where their identity is kept', () => {
    const dataSet = deidentified(2, ['device', 'modifiedDates'])
    expect(dataSet.string('x00181200')).toMatch(/^20[12]\d{5}$/u)
    expect(dataSet.string('x00181200')).not.toBe('20260131')
    expect(dataSet.string('x00181201')).toBe('121314')
    expect(dataSet.string('x00181000')).toBe('CHEST Smith^John')
  })
})
