import { describe, expect, it } from 'vitest'
import { isNotFrontal, looksMirrored, warningsOfLie, type FilmLie } from './filmLie.ts'

describe('how a film lies', () => {
  it.each<[FilmLie['patientOrientation'], string | null, readonly string[]]>([
    [['L', 'F'], 'PA', []],
    [['LF', 'F'], 'AP', []],
    [null, null, []],
    [['', ''], 'LLD', []],
    [['R', 'F'], 'PA', ['mirrored']],
    [['R', 'H'], 'AP', ['mirrored', 'upsideDown']],
    [['F', 'R'], null, ['sideways']],
    [['A', 'F'], 'LL', ['notFrontal']],
    [['A', 'F'], 'PA', ['contradiction']],
    [['p', 'f'], ' ap ', ['contradiction']],
    [null, 'RAO', ['notFrontal']],
  ])('%j, view %s: %j', (patientOrientation, viewPosition, expected) => {
    expect(warningsOfLie({ patientOrientation, viewPosition })).toEqual(expected)
  })

  it('says one side of a paired part, unless it is a lateral film, and two things of what is white', () => {
    const said = { patientOrientation: null, viewPosition: null }
    expect(warningsOfLie({ ...said, laterality: 'L' })).toEqual(['oneSided'])
    expect(warningsOfLie({ ...said, viewPosition: 'PA', laterality: 'R' })).toEqual(['oneSided'])
    expect(warningsOfLie({ ...said, viewPosition: 'LL', laterality: 'L' })).toEqual(['notFrontal'])
    expect(warningsOfLie({ ...said, polarityContradicts: true })).toEqual(['polarity'])
  })

  it('counts as frontal where nothing is said', () => {
    expect([undefined, null, 'PA', 'LLD', ' lateral ', 'LL'].map((viewPosition) => isNotFrontal(viewPosition === undefined ? undefined : { patientOrientation: null, viewPosition }))).toEqual([false, false, false, false, true, true])
  })

  it('looks mirrored only beyond the limit, and nothing is said of a film nobody asked about', () => {
    expect([looksMirrored({ sideDistance: 1, sideLimit: 1 }), looksMirrored({ sideDistance: 1.01, sideLimit: 1 }), looksMirrored({}), looksMirrored({ sideDistance: 9 })]).toEqual([false, true, null, null])
  })
})
