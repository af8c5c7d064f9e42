import * as v from 'valibot'
import type { UserId } from '../domain/ids.ts'
import { roles, type Role } from '../domain/role.ts'
import { command, query } from './call.ts'
import { idOf, nothing, password, shortText } from './fields.ts'

/** Who works here, or has worked here: reads and signatures go on naming them. Times are ISO 8601, UTC. */
export interface Person {
  readonly userId: UserId
  readonly name: string
  readonly role: Role
  readonly createdAt: string
  readonly leftAt: string | null
  /** false: nothing opens the store for them until an admin sets a password. */
  readonly hasPassword: boolean
  /** Somebody else has set the password; it is changed at the next sign-in. */
  readonly mustChangePassword: boolean
  /** Reads they have signed, all versions. */
  readonly signedReads: number
  /** When they last signed in; null for never. */
  readonly lastSeenAt: string | null
}

const name = v.pipe(shortText, v.trim(), v.minLength(1))
const userId = idOf<UserId>()
const role = v.picklist(roles)

/** `password` is always the caller's own, asked once more: the keys of the store hang on it. */
export const peopleCalls = {
  'people.list': query<readonly Person[]>()('people.manage', nothing),
  /** The new password serves for one sign-in; its owner then sets another. Throws `people.nameTaken`, `auth.weakPassword`. */
  'people.add': command<readonly Person[]>()(
    'people.manage',
    v.strictObject({ name, role: role, newPassword: password, password }),
  ),
  /** Nobody changes their own role: an admin always remains. Throws `people.yourself`, `people.missing`. */
  'people.setRole': command<readonly Person[]>()('people.manage', v.strictObject({ userId, role })),
  /** A forgotten password, set anew for one sign-in. Throws `people.yourself`, `people.missing`, `auth.weakPassword`. */
  'people.setPassword': command<readonly Person[]>()('people.manage', v.strictObject({ userId, newPassword: password, password })),
  /** Closes an account: the person stays in the records, their password opens nothing. Throws `people.yourself`. */
  'people.leave': command<readonly Person[]>()('people.manage', v.strictObject({ userId })),
}
