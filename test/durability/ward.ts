import { createAccounts } from '../../src-main/auth/account.ts'
import { compareAnchor, verifyAudit } from '../../src-main/audit/verify.ts'
import type { ReadDb } from '../../src-main/store/database.ts'
import { createStoreDoor } from '../../src-main/store/door.ts'
import { readsOfCase } from '../../src-main/store/reads.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { seedCase } from '../support/seedCase.ts'
import { ownerPassword, startOwned } from '../support/workstation.ts'
import { answersAfter } from './edits.ts'

/** A closed store with cases to read, and the key that opens it. */
export interface Ward {
  readonly folder: string
  readonly key: Buffer
  readonly caseIds: readonly CaseId[]
}

export async function makeWard(cases: number, storeFolder?: string): Promise<Ward> {
  const station = await startOwned(storeFolder === undefined ? {} : { storeFolder })
  const caseIds: CaseId[] = []
  for (let index = 0; index < cases; index += 1) caseIds.push((await seedCase(station.services)).caseId)
  await station.close()
  const { masterKey } = await createAccounts(station.folder).unlock(null, ownerPassword)
  return { folder: station.folder, key: masterKey, caseIds }
}

export interface Losses {
  /** Revisions somebody was told are saved and that are not there. */
  readonly lost: number
  /** Revisions of which a part is there: an answer without its note, work without its audit row or the reverse. */
  readonly half: number
  readonly openMs: number
}

/** Opens the store after a death and compares it with what its host had acknowledged, case by case. */
export async function examine(ward: Ward, acknowledged: readonly number[]): Promise<Losses> {
  const started = performance.now()
  const door = createStoreDoor(ward.folder)
  await door.open(Buffer.from(ward.key))
  const openMs = performance.now() - started
  try {
    const db = door.database()
    const found = ward.caseIds.map((caseId, index) => examineCase(db, caseId, acknowledged[index] ?? 0))
    const unanchored = compareAnchor(db, door.anchor()) === 'agrees' ? 0 : 1
    return {
      lost: found.reduce((sum, { lost }) => sum + lost, 0),
      half: found.reduce((sum, { half }) => sum + half, unanchored),
      openMs,
    }
  } finally {
    door.close()
  }
}

function examineCase(db: ReadDb, caseId: CaseId, acknowledged: number): { lost: number; half: number } {
  const read = readsOfCase(db, caseId, 'first')[0]?.read
  const revision = read?.revision ?? 0
  const audited = db
    .prepare<[string], number>(`SELECT count(*) FROM audit WHERE event = 'read.save' AND object = ?`)
    .pluck()
    .get(read?.readId ?? '')
  const note = revision === 0 ? '' : `revision ${revision}`
  const answers = new Map(read?.answers.map(({ label, state }) => [label, state]))
  const whole = audited === revision && (read?.note ?? '') === note && sameAnswers(answers, answersAfter(revision))
  return { lost: Math.max(0, acknowledged - revision), half: whole ? 0 : 1 }
}

const sameAnswers = (found: ReadonlyMap<string, string>, expected: ReadonlyMap<string, string>): boolean =>
  found.size === expected.size && [...expected].every(([label, state]) => found.get(label) === state)

/** The whole audit chain, row by row. */
export async function verifyWard(ward: Ward): Promise<ReturnType<typeof verifyAudit>> {
  const door = createStoreDoor(ward.folder)
  await door.open(Buffer.from(ward.key))
  try {
    return verifyAudit(door.database(), door.anchor())
  } finally {
    door.close()
  }
}
