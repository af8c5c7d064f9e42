import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ownWording } from '../ccmq.ts'
import { labelSet } from '../labels.ts'
import { ccmqItems, ccmqResults, ccmqVerdict, constitutions, textKeysOf, type CcmqAnswers, type CcmqScores, type Constitution } from './ccmq.ts'
import { languages } from './label.ts'

const low: CcmqScores = { pinghe: 75, qixu: 10, yangxu: 27, yinxu: 25, tanshi: 12, shire: 15, xueyu: 20, qiyu: 18, tebing: 10 }
const verdicts = (scores: CcmqScores) => Object.fromEntries(constitutions.map((type) => [type, ccmqVerdict(type, scores)]))
const all = (answer: number): CcmqAnswers => Object.fromEntries(ccmqItems.map(({ key }) => [key, answer]))
const scoreOf = (answers: CcmqAnswers, type: Constitution) => ccmqResults(answers).find((result) => result.type === type)?.score

describe('the key', () => {
  it('has sixty items in sixty-six slots, as many for each type as the rule counts', () => {
    expect(ccmqItems).toHaveLength(60)
    expect(new Set(ccmqItems.map(({ key }) => key)).size).toBe(60)
    const counts = Object.fromEntries(ccmqResults({}).map(({ type, items }) => [type, items]))
    expect(counts).toEqual({ pinghe: 8, qixu: 8, yangxu: 7, yinxu: 8, tanshi: 8, shire: 6, xueyu: 7, qiyu: 7, tebing: 7 })
    expect(ccmqItems.reduce((sum, { plain, reversed }) => sum + plain.length + reversed.length, 0)).toBe(66)
  })

  it('turns six items round, all of them for the balanced type, and asks one by sex', () => {
    expect(ccmqItems.filter(({ reversed }) => reversed.length > 0).map(({ key, reversed }) => [key, ...reversed])).toEqual([
      ['sleepless', 'pinghe'], ['tired', 'pinghe'], ['weak-voice', 'pinghe'], ['low-spirits', 'pinghe'], ['cold-intolerance', 'pinghe'], ['forgetful', 'pinghe'],
    ])
    expect(ccmqItems.filter(({ bySex }) => bySex).map(({ plain }) => plain)).toEqual([['shire']])
  })

  it('names the types as the label set does, and words every item once in each language', () => {
    expect(labelSet('constitution9')?.labels.map(({ key }) => key)).toEqual([...constitutions])
    expect(Object.keys(ownWording.items).toSorted()).toEqual(ccmqItems.flatMap(textKeysOf).toSorted())
    for (const language of languages) {
      const texts = Object.values(ownWording.items).map((text) => text[language])
      expect(new Set(texts).size).toBe(61)
      expect(ownWording.scale[language]).toHaveLength(5)
    }
  })
})

describe('verdicts', () => {
  it('of the two worked examples', () => {
    expect(verdicts({ ...low, qixu: 56 })).toMatchObject({ pinghe: 'no', qixu: 'yes', tanshi: 'no' })
    expect(verdicts({ ...low, tanshi: 32 })).toMatchObject({ pinghe: 'basically', tanshi: 'tendency', qixu: 'no' })
  })

  it.each([
    [29.99, 'no'],
    [30, 'tendency'],
    [39.99, 'tendency'],
    [40, 'yes'],
  ])('a biased type at %d is %s', (score, verdict) => expect(ccmqVerdict('yinxu', { ...low, yinxu: score })).toBe(verdict))

  it.each([
    [60, 29.99, 'yes'],
    [59.99, 0, 'no'],
    [60, 30, 'basically'],
    [100, 39.99, 'basically'],
    [100, 40, 'no'],
  ])('balanced at %d with another at %d is %s', (pinghe, other, verdict) => expect(ccmqVerdict('pinghe', { ...low, pinghe, qiyu: other })).toBe(verdict))

  it('a missing score decides nothing: only what holds whatever it were is said', () => {
    expect(ccmqVerdict('shire', { ...low, shire: null })).toBeNull()
    expect(ccmqVerdict('pinghe', { ...low, shire: null })).toBeNull()
    expect(ccmqVerdict('pinghe', { ...low, shire: null, qixu: 40 })).toBe('no')
    expect(ccmqVerdict('pinghe', { ...low, shire: null, pinghe: 59 })).toBe('no')
  })
})

describe('scores', () => {
  it('run from 0 to 100; the balanced type is turned round but for two items', () => {
    for (const type of constitutions.filter((each) => each !== 'pinghe')) expect([scoreOf(all(1), type), scoreOf(all(3), type), scoreOf(all(5), type)]).toEqual([0, 50, 100])
    expect([scoreOf(all(1), 'pinghe'), scoreOf(all(3), 'pinghe'), scoreOf(all(5), 'pinghe')]).toEqual([75, 50, 25])
    const best = Object.fromEntries(ccmqItems.map(({ key, reversed }) => [key, reversed.length > 0 || !['vigour', 'adapts'].includes(key) ? 1 : 5]))
    expect(ccmqResults(best).map(({ score, verdict }) => [score, verdict])).toEqual([[100, 'yes'], ...Array.from({ length: 8 }, () => [0, 'no'])])
  })

  it('are missing for exactly the types that need a missing item', () => {
    for (const item of ccmqItems) {
      const { [item.key]: _left, ...rest } = all(2)
      const without = ccmqResults(rest).filter(({ score }) => score === null).map(({ type }) => type)
      expect(without).toEqual(constitutions.filter((type) => item.plain.includes(type) || item.reversed.includes(type)))
    }
  })
})

describe('properties', () => {
  const keys = ccmqItems.map(({ key }) => key)
  const full = fc.record(Object.fromEntries(keys.map((key) => [key, fc.integer({ min: 1, max: 5 })])))

  it('every score lies between 0 and 100, and rises with every answer that counts for it', () => {
    fc.assert(
      fc.property(full, fc.nat(59), (answers, index) => {
        const item = ccmqItems[index]
        if (item === undefined) return
        const before = ccmqResults({ ...answers, [item.key]: 1 })
        const after = ccmqResults({ ...answers, [item.key]: 5 })
        before.forEach(({ type, score }, place) => {
          const then = after[place]?.score ?? Number.NaN
          expect(score).toBeGreaterThanOrEqual(0)
          expect(then).toBeLessThanOrEqual(100)
          if (item.plain.includes(type)) expect(then).toBeGreaterThan(score ?? Number.NaN)
          else if (item.reversed.includes(type)) expect(then).toBeLessThan(score ?? Number.NaN)
          else expect(then).toBe(score)
        })
      }),
    )
  })

  it('what is left out is never made up', () => {
    fc.assert(
      fc.property(full, fc.uniqueArray(fc.constantFrom(...keys), { minLength: 1 }), (answers, left) => {
        const some = Object.fromEntries(Object.entries(answers).filter(([key]) => !left.includes(key)))
        for (const { items, answered, score } of ccmqResults(some)) expect(score === null).toBe(answered < items)
      }),
    )
  })
})
