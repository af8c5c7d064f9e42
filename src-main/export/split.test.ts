import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../test/support/random.ts'
import { refuseLeak, splitNames, splitPatients, type SplitImage } from './split.ts'

const random = seededRandom(11)
const hash = (): string => Array.from({ length: 64 }, () => Math.floor(random() * 16).toString(16)).join('')
const key = Buffer.from('a key of this project, 32 bytes.')
const pictures = (patients: number): SplitImage[] =>
  Array.from({ length: patients * 2 }, (_, index) => ({ patientId: `patient-${Math.floor(index / 2)}`, likeness: hash() }))

const counts = (splits: ReadonlyMap<string, string>): readonly number[] =>
  splitNames.map((name) => [...splits.values()].filter((split) => split === name).length)

describe('the split by patient', () => {
  it('deals about 70, 20 and 10 %', () => {
    const [train = 0, validation = 0, test = 0] = counts(splitPatients(pictures(2000), key))
    expect(train / 2000).toBeCloseTo(0.7, 1)
    expect(validation / 2000).toBeCloseTo(0.2, 1)
    expect(test / 2000).toBeCloseTo(0.1, 1)
  })

  it('stays where it was when patients join, and differs under another key', () => {
    const first = pictures(200)
    const before = splitPatients(first, key)
    const after = splitPatients([...pictures(300).map(({ patientId, likeness }) => ({ patientId: `new-${patientId}`, likeness })), ...first], key)
    for (const [patientId, split] of before) expect(after.get(patientId)).toBe(split)
    const elsewhere = splitPatients(first, Buffer.alloc(32, 1))
    expect([...before].some(([patientId, split]) => elsewhere.get(patientId) !== split)).toBe(true)
  })

  it.each([[1, [1, 0, 0]], [2, [2, 0, 0]], [3, [2, 1, 0]], [4, [2, 1, 1]]])('fills what it can with %i patients', (patients, expected) => {
    expect(counts(splitPatients(pictures(patients), key))).toEqual(expected)
  })
  it.each([5, 6, 8, 12, 20])('leaves no split empty with %i patients', (patients) => {
    for (let store = 0; store < 50; store += 1) {
      expect(Math.min(...counts(splitPatients(pictures(patients), Buffer.alloc(32, store))))).toBeGreaterThan(0)
    }
  })

  it('deals patients who share a near-duplicate as one, also through a third', () => {
    const [one, two] = [hash(), hash()]
    const near = `${one.slice(0, 63)}${(Number.parseInt(one[63] ?? '0', 16) ^ 1).toString(16)}`
    for (let store = 0; store < 40; store += 1) {
      const images = [
        ...pictures(30),
        { patientId: 'a', likeness: one }, { patientId: 'b', likeness: near },
        { patientId: 'b', likeness: two }, { patientId: 'c', likeness: two },
      ]
      const splits = splitPatients(images, Buffer.alloc(32, store))
      expect(new Set(['a', 'b', 'c'].map((patientId) => splits.get(patientId))).size).toBe(1)
      expect(() => refuseLeak(images.map(({ patientId, likeness }) => ({ patientId, likeness, split: splits.get(patientId) ?? 'train' })))).not.toThrow()
    }
  })
})

describe('the gate before a bundle', () => {
  const image = (patientId: string, likeness: string, split: 'train' | 'test') => ({ patientId, likeness, split })
  it('refuses a patient in two splits', () => {
    expect(() => refuseLeak([image('a', hash(), 'train'), image('a', hash(), 'test')])).toThrow('export.leak')
  })
  it('refuses near-duplicates in two splits', () => {
    const one = hash()
    expect(() => refuseLeak([image('a', one, 'train'), image('b', one, 'test')])).toThrow('export.leak')
    expect(() => refuseLeak([image('a', one, 'test'), image('b', one, 'test')])).not.toThrow()
  })
})
