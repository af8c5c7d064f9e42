import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import sharp from 'sharp'
import split from '../../training/splits/frontal-film.json' with { type: 'json' }
import { looksMirrored } from '../../src-shared/domain/filmLie.ts'
import { createEngine } from '../../src-main/engine/supervisor.ts'
import { sharedFiles } from './sharedData.ts'

const root = join(import.meta.dirname, '..', '..')
const foldOf: Readonly<Record<string, number>> = split.fold
/** The split keeps names of pictures as their hashes. */
const keyOf = (file: string): string => createHash('sha256').update(basename(file)).digest('hex').slice(0, 16)
/** Every fifth film of patients that training never saw. */
const films = sharedFiles('nih-chest/images').filter((file) => foldOf[keyOf(file)] === split.test).filter((_, index) => index % 5 === 0)

describe.skipIf(films.length === 0)('real films and their mirror images (skipped without them)', () => {
  let engine: ReturnType<typeof createEngine>
  beforeAll(() => {
    engine = createEngine({ modelsFolder: join(root, 'models'), childEntry: join(root, 'src-main', 'engine', 'child.ts'), provider: 'cpu', threads: 2 })
  })
  afterAll(() => engine.close())

  it('are told apart through the whole engine, with hardly a false warning', async () => {
    const warned = { asTheyLie: 0, mirrored: 0, seen: 0 }
    for (const file of films) {
      const bytes = readFileSync(file)
      const mirrored = await sharp(bytes).flop().png().toBuffer()
      for (const [which, picture] of [['asTheyLie', bytes], ['mirrored', mirrored]] as const) {
        const { result } = await engine.analyze({ bytes: picture, task: 'chestxray14', maps: false, mask: false, overlay: false })
        if (!result.ok) continue
        warned.seen += 1
        if (looksMirrored(result.quality) === true) warned[which] += 1
      }
    }
    expect(warned.seen).toBeGreaterThan(films.length * 1.8)
    expect(warned.asTheyLie).toBeLessThanOrEqual(1)
    // The card: 0.89 of 146, 0.83 to 0.94.
    expect(warned.mirrored / films.length).toBeGreaterThan(0.75)
  }, 120_000)
})
