import { randomUUID } from 'node:crypto'
import type { Input } from '../../../src-shared/contract/contract.ts'
import type { Person } from '../../../src-shared/contract/people.ts'
import type { UserId } from '../../../src-shared/domain/ids.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { sameName } from '../../auth/account.ts'
import { assertStrong } from '../../auth/password.ts'
import type { ReadDb } from '../../store/database.ts'
import { freeOpenCases } from '../../store/caseChanges.ts'
import { allPeople, insertUser, personHere, setLeft, setPasswordByOther, setRole, type User } from '../../store/users.ts'
import type { Caller } from '../caller.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'

type PeopleCalls = 'people.list' | 'people.add' | 'people.setRole' | 'people.setPassword' | 'people.leave'

/**
 * Who may work here. The row in the store comes first and the key after it: a crash in between leaves somebody who cannot
 * sign in and is listed as such, never a key that belongs to nobody.
 */
export function peopleHandlers(services: Services): Pick<Handlers, PeopleCalls> {
  const { audited, store, accounts, clock } = services
  const list = (): readonly Person[] => peopleOf(store.database(), accounts.holders())
  const keepAnAdminFirst = ({ userId }: Caller): void => {
    if (userId !== null) accounts.putFirst(userId)
  }
  return {
    'people.list': list,
    'people.add': (input, caller) => addPerson(services, input, caller).then(list),
    'people.setRole': audited.readBack(
      'people.setRole',
      (db, { userId, role }, caller) => {
        const { role: before } = another(db, userId, caller)
        setRole(db, userId, role)
        keepAnAdminFirst(caller)
        return { value: null, object: userId, detail: { before, after: role } }
      },
      list,
    ),
    'people.setPassword': (input, caller) => givePassword(services, input, caller).then(list),
    'people.leave': audited.readBack(
      'people.leave',
      (db, { userId }, caller) => {
        another(db, userId, caller)
        // Before the row: whoever is listed as gone holds no key.
        keepAnAdminFirst(caller)
        accounts.remove(userId)
        setLeft(db, userId, clock.nowIso())
        return { value: null, object: userId, detail: { freedCases: freeOpenCases(db, userId) } }
      },
      list,
    ),
  }
}

async function addPerson(services: Services, { name, role, newPassword, password }: Input<'people.add'>, caller: Caller): Promise<void> {
  const { access, accounts, audited, clock, store } = services
  assertStrong(newPassword, name)
  const user: User = { userId: randomUUID() as string as UserId, name, role, passwordByOther: true }
  await access.proving('people.add', password, async (by) => {
    if (allPeople(store.database()).some((known) => sameName(known.name, name))) throw new AppError('people.nameTaken')
    audited.run('people.add', caller, (db) => {
      insertUser(db, user, clock.nowIso())
      return { value: null, object: user.userId, detail: { role } }
    })
    await accounts.setPassword(by, user, newPassword)
  })
}

async function givePassword(services: Services, { userId, newPassword, password }: Input<'people.setPassword'>, caller: Caller): Promise<void> {
  const { access, accounts, audited, store } = services
  const person = another(store.database(), userId, caller)
  assertStrong(newPassword, person.name)
  await access.proving('people.setPassword', password, async (by) => {
    // In the store first: a crash in between asks for a change that was not needed, and never leaves out one that is.
    audited.run('people.setPassword', caller, (db) => {
      setPasswordByOther(db, userId, true)
      return { value: null, object: userId }
    })
    await accounts.setPassword(by, person, newPassword)
  })
}

/** Somebody else who works here. Throws AppError `people.yourself`, `people.missing`. */
function another(db: ReadDb, userId: UserId, caller: Caller): User {
  if (userId === caller.userId) throw new AppError('people.yourself')
  return personHere(db, userId)
}

function peopleOf(db: ReadDb, holders: ReadonlySet<string>): readonly Person[] {
  const signed = db.prepare<[string], number>(`SELECT count(*) FROM reads WHERE signer_id = ? AND phase = 'signed'`).pluck()
  const seen = db
    .prepare<[string], string | null>(`SELECT max(at) FROM audit WHERE user_id = ? AND event = 'session.open' AND outcome = 'done'`)
    .pluck()
  return allPeople(db).map(({ passwordByOther, ...person }) => ({
    ...person,
    hasPassword: holders.has(person.userId),
    mustChangePassword: passwordByOther,
    signedReads: signed.get(person.userId) ?? 0,
    lastSeenAt: seen.get(person.userId) ?? null,
  }))
}
