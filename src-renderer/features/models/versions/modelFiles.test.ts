import { describe, expect, it } from 'vitest'
import { chosenModel } from './modelFiles.ts'

const file = (path: string, size = 1) => ({ path, file: { size } as File })

describe('a chosen model folder', () => {
  it('takes what lies at its top and in golden, and nothing else', () => {
    const chosen = chosenModel([
      file('model/manifest.json', 10), file('model/card.md'), file('model/golden/scores.f32', 4), file('model/.DS_Store'),
      file('model/other/a.txt'), file('model/golden/deeper/a.txt'),
    ])
    expect(chosen).toMatchObject({ folder: 'model', bytes: 15, problem: null })
    expect(chosen.files.map(({ path }) => path)).toEqual(['model/manifest.json', 'model/card.md', 'model/golden/scores.f32'])
  })

  it('says so where it is no model folder', () => {
    expect(chosenModel([file('runs/model/manifest.json')]).problem).toBe('noManifest')
    expect(chosenModel([]).problem).toBe('noManifest')
    expect(chosenModel([file('m/manifest.json'), ...Array.from({ length: 200 }, (_, index) => file(`m/${index}`))]).problem).toBe('tooMany')
  })
})
