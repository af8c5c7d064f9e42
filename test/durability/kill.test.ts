import { cpSync } from 'node:fs'
import { expect, test } from 'vitest'
import { seededRandom } from '../support/random.ts'
import { temporaryFolder } from '../support/folder.ts'
import { live } from './life.ts'
import { examine, makeWard, verifyWard, type Ward } from './ward.ts'

/** A long run: `KILL_CYCLES=2000 KILL_SEED=7 npx vitest run --project unit test/durability/kill.test.ts` */
const cycles = Number(process.env['KILL_CYCLES'] ?? 120)
const seed = Number(process.env['KILL_SEED'] ?? 20_310_501)

interface Toll {
  lost: number
  half: number
  saves: number
  readonly openMs: number[]
}

/** Most die in the middle of a save; some while starting, opening or recovering from the death before. */
const momentOfDeath = (random: () => number) =>
  random() < 0.8
    ? { milliseconds: random() * 6, from: Math.floor(random() * 8) }
    : { milliseconds: 60 + random() * 140, from: 'start' as const }

async function killOften(ward: Ward, lives: number, random: () => number): Promise<Toll> {
  const promised = ward.caseIds.map(() => 0)
  const toll: Toll = { lost: 0, half: 0, saves: 0, openMs: [] }
  for (let count = 0; count < lives; count += 1) {
    const life = await live({ ward, killAfter: momentOfDeath(random) })
    expect(life).toMatchObject({ errors: '', signal: 'SIGKILL' })
    life.acknowledged.forEach((revision, index) => (promised[index] = Math.max(promised[index] ?? 0, revision)))
    const found = await examine(ward, promised)
    toll.lost += found.lost
    toll.half += found.half
    toll.saves += life.saves
    toll.openMs.push(found.openMs)
  }
  return toll
}

test(`${cycles} lives ended by SIGKILL at random moments lose no acknowledged label`, { timeout: 60_000 + cycles * 2000 }, async () => {
  const wards = [await makeWard(4), await makeWard(4)]
  // Two stores side by side: one waits for its disk while the other starts.
  const tolls = await Promise.all(wards.map((ward, lane) => killOften(ward, Math.ceil(cycles / 2), seededRandom(seed + lane))))
  for (const toll of tolls) {
    expect(toll).toMatchObject({ lost: 0, half: 0 })
    // The median: a machine busy with other tests may hold up a single one.
    expect(toll.openMs.toSorted((a, b) => a - b)[Math.floor(toll.openMs.length / 2)]).toBeLessThan(1000)
    // Enough happened for the zeros to mean something.
    expect(toll.saves).toBeGreaterThan(cycles / 2)
  }
  for (const ward of wards) expect(await verifyWard(ward)).toMatchObject({ bad: 0, headMatches: true })
})

test('the examiner finds a label that was promised and is gone', async () => {
  const ward = await makeWard(1)
  const before = temporaryFolder()
  cpSync(ward.folder, before, { recursive: true })
  const { acknowledged } = await live({ ward, saves: 3 })
  expect(acknowledged).toEqual([3])
  expect(await examine(ward, acknowledged)).toMatchObject({ lost: 0, half: 0 })
  expect(await examine({ ...ward, folder: before }, acknowledged)).toMatchObject({ lost: 3, half: 0 })
})
