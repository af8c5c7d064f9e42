import type { UserId } from '../../src-shared/domain/ids.ts'
import type { Role } from '../../src-shared/domain/role.ts'
import type { ReadDb, WriteDb } from './database.ts'

export interface User {
  readonly userId: UserId
  readonly name: string
  readonly role: Role
}

export function insertUser(db: WriteDb, user: User, createdAt: string): void {
  db.prepare('INSERT INTO users (user_id, name, role, created_at) VALUES (@userId, @name, @role, @createdAt)').run({
    ...user,
    createdAt,
  })
}

export function userById(db: ReadDb, userId: UserId): User | undefined {
  return db.prepare<[string], User>('SELECT user_id AS userId, name, role FROM users WHERE user_id = ?').get(userId)
}
