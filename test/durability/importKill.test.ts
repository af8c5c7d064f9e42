import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { createStoreDoor } from '../../src-main/store/door.ts'
import { patchesPng } from '../support/importing.ts'
import { seededRandom } from '../support/random.ts'
import { temporaryFolder } from '../support/folder.ts'
import { makeWard, verifyWard, type Ward } from './ward.ts'

/** A long run: `KILL_CYCLES=200 KILL_SEED=7 npx vitest run --project unit test/durability/importKill.test.ts` */
const cycles = Number(process.env['KILL_CYCLES'] ?? 8)
const seed = Number(process.env['KILL_SEED'] ?? 20_310_501)
const pairs = 20
/** Cycles that share a store: later ones find more and more files known. */
const livesPerStore = 4

/** Every picture twice, the second time at half its size: a near-duplicate, which belongs to the same group. */
async function drawPictures(): Promise<string> {
  const folder = join(temporaryFolder(), 'pictures')
  mkdirSync(folder)
  for (let pair = 0; pair < pairs; pair += 1) {
    writeFileSync(join(folder, `${String(pair).padStart(3, '0')}-a.png`), await patchesPng(pair))
    writeFileSync(join(folder, `${String(pair).padStart(3, '0')}-b.png`), await patchesPng(pair, 128))
  }
  return folder
}

interface Death {
  readonly afterFile: number
  readonly milliseconds: number
}

/** One life of a host that imports. Answers how many files it was told are done; null: it dies by nobody's hand. */
function live(ward: Ward, pictures: string, death: Death | null): Promise<{ done: number; signal: NodeJS.Signals | null; errors: string }> {
  const given = ['--store', ward.folder, '--key', ward.key.toString('hex'), '--pictures', pictures]
  const child = spawn(process.execPath, [join(import.meta.dirname, 'importer.ts'), ...given], { stdio: ['ignore', 'pipe', 'pipe'] })
  let done = 0
  let errors = ''
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()))
  createInterface({ input: child.stdout }).on('line', (line) => {
    done = Number(line.split(' ')[1])
    if (death !== null && done === death.afterFile) setTimeout(() => child.kill('SIGKILL'), death.milliseconds)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (_, signal) => resolve({ done, signal, errors }))
  })
}

interface Found {
  readonly images: number
  readonly hashes: number
  readonly withoutOriginal: number
  readonly withoutCase: number
  readonly withoutAudit: number
  readonly groups: readonly number[]
}

async function look(ward: Ward): Promise<Found> {
  const door = createStoreDoor(ward.folder)
  await door.open(Buffer.from(ward.key))
  try {
    const db = door.database()
    const count = (text: string): number => db.prepare<[], number>(text).pluck().get() ?? -1
    const hashes = db.prepare<[], string>('SELECT sha256 FROM images').pluck().all()
    const kept = await Promise.all(hashes.map((sha256) => door.blobs().read(sha256).then(() => 0, () => 1)))
    return {
      images: hashes.length,
      hashes: new Set(hashes).size,
      withoutOriginal: kept.reduce<number>((sum, missing) => sum + missing, 0),
      withoutCase: count('SELECT count(*) FROM images i WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.visit_id = i.visit_id)'),
      withoutAudit: count(`SELECT count(*) FROM images i WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.event = 'image.import' AND a.object = i.image_id)`),
      groups: db
        .prepare<[], number>(
          `SELECT count(*) FROM images i JOIN visits v ON v.visit_id = i.visit_id JOIN patients p ON p.patient_id = v.patient_id
            WHERE p.kind = 'grouped' GROUP BY p.patient_id`,
        )
        .pluck()
        .all(),
    }
  } finally {
    door.close()
  }
}

test(`${cycles} imports ended by SIGKILL and begun again double nothing and lose nothing`, { timeout: 60_000 + cycles * 10_000 }, async () => {
  const random = seededRandom(seed)
  const pictures = await drawPictures()
  let deaths = 0
  const whole = { withoutOriginal: 0, withoutCase: 0, withoutAudit: 0 }
  for (let begun = 0; begun < cycles; begun += livesPerStore) {
    const ward = await makeWard(0)
    let promised = 0
    for (let life = 0; life < Math.min(livesPerStore, cycles - begun); life += 1) {
      const death = { afterFile: 1 + Math.floor(random() * 2 * pairs), milliseconds: random() * 10 }
      const { done, signal, errors } = await live(ward, pictures, death)
      deaths += Number(signal === 'SIGKILL')
      expect(errors).toBe('')
      promised = Math.max(promised, done)
      const found = await look(ward)
      expect(found).toMatchObject({ ...whole, hashes: found.images })
      expect(found.images).toBeGreaterThanOrEqual(promised)
    }
    expect(await live(ward, pictures, null)).toMatchObject({ done: 2 * pairs, signal: null, errors: '' })
    expect(await look(ward)).toEqual({ ...whole, images: 2 * pairs, hashes: 2 * pairs, groups: Array.from({ length: pairs }, () => 2) })
    expect(await verifyWard(ward)).toMatchObject({ bad: 0, headMatches: true })
  }
  // Enough died in the middle for the rest to mean something.
  expect(deaths).toBeGreaterThan(cycles / 2)
})
