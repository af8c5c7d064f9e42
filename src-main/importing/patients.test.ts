import { describe, expect, it } from 'vitest'
import type { AppError } from '../../src-shared/errors.ts'
import { LikenessIndex, likenessDistance, nearDuplicateBits } from './likeness.ts'
import { matchNames } from './namePattern.ts'
import { applyPatientRule } from './patientRule.ts'
import { readPatientTable } from './patientTable.ts'
import { parseVisitDate } from './visitDate.ts'
import { seededRandom } from '../../test/support/random.ts'

const refusal = (work: () => unknown): Pick<AppError, 'code' | 'detail'> => {
  try {
    work()
  } catch (error) {
    const { code, detail } = error as AppError
    return { code, detail }
  }
  throw new Error('It was accepted')
}

describe('the date of a visit', () => {
  it.each([['20240229', '2024-02-29'], ['2024-02-29', '2024-02-29'], [' 19991231 ', '1999-12-31']])('%j is %s', (text, date) => {
    expect(parseVisitDate(text)).toBe(date)
  })
  it.each(['20230229', '2024-13-01', '2024-0101', '240101', '', '2024/01/01', '20240101x'])('%j is none', (text) => {
    expect(parseVisitDate(text)).toBeNull()
  })
})

describe('a pattern on file names', () => {
  it('finds patient and date', () => {
    expect(matchNames('^(?<patient>P\\d+)_(?<date>\\d{8})', ['P12_20240131.png', 'other.png', '患者.png'])).toEqual([
      { patient: 'P12', date: '20240131' }, { patient: null, date: null }, { patient: null, date: null },
    ])
  })
  it('takes names of any script', () => {
    expect(matchNames('^(?<patient>\\p{L}+)\\d', ['李雷1.jpg'])).toEqual([{ patient: '李雷', date: null }])
  })
  it.each([
    ['(?<patient', 'syntax'],
    ['P\\d+', 'group'],
    ['(?<patient>[b-a])', 'syntax'],
  ])('%s is refused (%s)', (pattern, reason) => {
    expect(refusal(() => matchNames(pattern, ['a']))).toEqual({ code: 'contract.badInput', detail: { field: 'patients.pattern', reason } })
  })
  it.each(['^(?<patient>(a+)+)$', '^(?<patient>(a|a)*)b$', '(?<patient>(.*)*x)'])('%s cannot hang the program', (pattern) => {
    const start = performance.now()
    const found = refusal(() => matchNames(pattern, Array.from({ length: 400 }, () => `${'a'.repeat(60)}!`)))
    expect(found.detail).toMatchObject({ reason: 'slow' })
    expect(performance.now() - start).toBeLessThan(30_000)
  })
  it('reads a name of 100 KB within its length limit', () => {
    const start = performance.now()
    expect(matchNames('(?<patient>a+)$', ['a'.repeat(100_000)])[0]?.patient).toHaveLength(255)
    expect(performance.now() - start).toBeLessThan(20_000)
  })
})

describe('a patient table', () => {
  it('reads columns in any order, with a byte order mark, quotes and path ends', () => {
    const table = readPatientTable('\uFEFFDate,Patient,File\r\n20240131,"Lee, A",a.png\r\n,B,two/b.png\n')
    expect(table.find('somewhere', 'a.png')).toEqual({ pseudonym: 'Lee, A', visitDate: '2024-01-31' })
    expect(table.find('one/two', 'b.png')).toEqual({ pseudonym: 'B', visitDate: null })
    expect(table.find('one', 'b.png')).toBeUndefined()
  })
  it.each([
    ['', 1, 'empty'],
    ['name,patient\na,b\n', 1, 'columns'],
    ['file,patient\na.png,\n', 2, 'noPatient'],
    ['file,patient\n,P\n', 2, 'noFile'],
    ['file,patient,date\na.png,P,soon\n', 2, 'date'],
    ['file,patient\na.png,P\na.png,Q\n', 3, 'twoPatients'],
    ['file,patient\n"a.png,P\n', undefined, 'syntax'],
    ['file,patient\na.png,P,extra\n', undefined, 'syntax'],
  ])('%j is refused', (csv, line, reason) => {
    const { code, detail } = refusal(() => readPatientTable(csv))
    expect(code).toBe('import.badTable')
    expect(detail['reason']).toBe(reason)
    if (line !== undefined) expect(detail['line']).toBe(line)
  })
  it.each([
    ['Image Index,Patient ID\na.png,7\n', null],
    ['文件名,患者代号,就诊日期\na.png,7,20240131\n', '2024-01-31'],
    ['IMAGE_ID;x,Subject-ID,Visit Date,file\nother,7,,a.png\n', null],
  ])('knows the columns by other names too: %j', (csv, visitDate) => {
    expect(readPatientTable(csv).find('', 'a.png')).toMatchObject({ pseudonym: '7', visitDate })
  })
  it('keeps further columns as side data, without empty cells and columns that have no name', () => {
    const table = readPatientTable('file,View,patient,Age,\na.png,PA,P,,x\nb.png,,P,,\n')
    expect(table.find('', 'a.png')).toEqual({ pseudonym: 'P', visitDate: null, sideData: [{ name: 'View', value: 'PA' }] })
    expect(table.find('', 'b.png')).toEqual({ pseudonym: 'P', visitDate: null })
  })
  it('names the first bad row by line and column, and says how many there are', () => {
    const csv = `File,Patient ID,Visit Date,Note\na.png,P,,ok\n\nb.png,P,tomorrow,\nc.png,,,\nd.png,P,,${'x'.repeat(501)}\na.png,Q,,\n`
    expect(refusal(() => readPatientTable(csv)).detail).toEqual({ line: 4, column: 'Visit Date', reason: 'date', more: 3, others: expect.stringMatching(/^\d+ \(.+\), \d+ \(.+\), \d+ \(.+\)$/u) as string })
    expect(refusal(() => readPatientTable('file,patient,x\na.png,,\n')).detail).toEqual({ line: 2, column: 'patient', reason: 'noPatient' })
    expect(refusal(() => readPatientTable('file,patient,Patient\na.png,P,P\n')).detail).toEqual({ line: 1, column: 'Patient', reason: 'twice' })
    expect(refusal(() => readPatientTable(`file,patient,${'x'.repeat(501)}\na.png,P,\n`)).detail).toMatchObject({ line: 1, reason: 'long' })
    expect(refusal(() => readPatientTable(`file,patient,${Array.from({ length: 61 }, (_, index) => index).join()}\n${','.repeat(62)}\n`)).detail).toMatchObject({ reason: 'width' })
  })
  it('does not take a column called __proto__ for one', () => {
    expect(refusal(() => readPatientTable('__proto__,patient\na,b\n')).detail).toMatchObject({ reason: 'columns' })
  })
})

describe('a rule', () => {
  const files = [{ name: 'a.png', folder: 'study/P-7' }, { name: 'b.png', folder: '' }]
  it('takes the last folder, and says nothing where there is none', () => {
    const find = applyPatientRule({ kind: 'folder' }, files)
    expect([find(0), find(1)]).toEqual([{ pseudonym: 'P-7', visitDate: null }, null])
  })
  it('refuses a date that is none for the one file that has it', () => {
    const find = applyPatientRule({ kind: 'pattern', pattern: '(?<patient>.)\\.(?<date>\\w+)' }, files)
    expect(refusal(() => find(0)).detail).toEqual({ field: 'date' })
  })
})

describe('likeness', () => {
  const random = seededRandom(7)
  const hash = (): string => Array.from({ length: 64 }, () => Math.floor(random() * 16).toString(16)).join('')
  const flipped = (text: string, bits: number): string => {
    let value = BigInt(`0x${text}`)
    const places = new Set<number>()
    while (places.size < bits) places.add(Math.floor(random() * 256))
    for (const place of places) value ^= 1n << BigInt(place)
    return value.toString(16).padStart(64, '0')
  }

  it('counts the bits in which two hashes differ', () => {
    const one = hash()
    expect(likenessDistance(one, one)).toBe(0)
    expect(likenessDistance(one, flipped(one, 23))).toBe(23)
    expect(likenessDistance('0'.repeat(64), 'f'.repeat(64))).toBe(256)
  })
  it('finds exactly what a comparison with everything finds', () => {
    const index = new LikenessIndex<string>()
    const seeds = Array.from({ length: 60 }, hash)
    const all = seeds.flatMap((seed) => [0, 3, 11, 12, 13, 16].map((bits) => flipped(seed, bits)))
    for (const one of all) index.add(one, one)
    for (const one of all) {
      const expected = all.filter((other) => likenessDistance(one, other) <= nearDuplicateBits)
      expect(index.near(one)).toEqual(expected)
    }
  })
  it('stays quick among thousands', () => {
    const index = new LikenessIndex<number>()
    for (let count = 0; count < 5000; count += 1) index.add(hash(), count)
    const start = performance.now()
    for (let count = 0; count < 200; count += 1) index.near(hash())
    expect(performance.now() - start).toBeLessThan(30_000)
  })
  it('refuses a hash of another length instead of matching nothing', () => {
    expect(() => new LikenessIndex().add('0'.repeat(16), 1)).toThrow(/64/u)
  })
})
