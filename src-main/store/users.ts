import type { UserId } from '../../src-shared/domain/ids.ts'
import type { Role } from '../../src-shared/domain/role.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { ReadDb, WriteDb } from './database.ts'

export interface User {
  readonly userId: UserId
  readonly name: string
  readonly role: Role
  /** Somebody else has set the password: it opens nothing but its own change. */
  readonly passwordByOther: boolean
}

/** A person as the list of people knows them; ISO 8601, UTC. */
export interface StoredPerson extends User {
  readonly createdAt: string
  /** null while they work here. */
  readonly leftAt: string | null
}

interface UserRow extends Omit<StoredPerson, 'passwordByOther'> {
  readonly passwordByOther: 0 | 1
}

const selectUsers = `
  SELECT user_id AS userId, name, role, password_by_other AS passwordByOther, created_at AS createdAt, left_at AS leftAt
    FROM users`

const toPerson = (row: UserRow): StoredPerson => ({ ...row, passwordByOther: row.passwordByOther === 1 })

export function insertUser(db: WriteDb, user: User, createdAt: string): void {
  db.prepare(
    `INSERT INTO users (user_id, name, role, password_by_other, created_at)
     VALUES (@userId, @name, @role, @passwordByOther, @createdAt)`,
  ).run({ ...user, passwordByOther: user.passwordByOther ? 1 : 0, createdAt })
}

export function userById(db: ReadDb, userId: UserId): User | undefined {
  const row = db.prepare<[string], UserRow>(`${selectUsers} WHERE user_id = ?`).get(userId)
  return row === undefined ? undefined : toPerson(row)
}

/** Everybody who has ever worked here, in the order they came. */
export function allPeople(db: ReadDb): readonly StoredPerson[] {
  return db.prepare<[], UserRow>(`${selectUsers} ORDER BY created_at, user_id`).all().map(toPerson)
}

/** Somebody who works here. Throws AppError `people.missing`. */
export function personHere(db: ReadDb, userId: UserId): StoredPerson {
  const row = db.prepare<[string], UserRow>(`${selectUsers} WHERE user_id = ? AND left_at IS NULL`).get(userId)
  if (row === undefined) throw new AppError('people.missing')
  return toPerson(row)
}

export function setRole(db: WriteDb, userId: UserId, role: Role): void {
  db.prepare('UPDATE users SET role = ? WHERE user_id = ?').run(role, userId)
}

export function setLeft(db: WriteDb, userId: UserId, leftAt: string): void {
  db.prepare('UPDATE users SET left_at = ? WHERE user_id = ?').run(leftAt, userId)
}

export function setPasswordByOther(db: WriteDb, userId: UserId, byOther: boolean): void {
  db.prepare('UPDATE users SET password_by_other = ? WHERE user_id = ?').run(byOther ? 1 : 0, userId)
}
