import type { UserId } from '../../src-shared/domain/ids.ts'
import type { Role } from '../../src-shared/domain/role.ts'
import type { Permission } from '../../src-shared/contract/call.ts'

/** Who asks. A host makes one per connection; nobody is signed in when `userId` is null. */
export interface Caller {
  readonly userId: UserId | null
  /** Null exactly where `userId` is. */
  readonly role: Role | null
  readonly permissions: ReadonlySet<Permission>
  /** Somebody else has set the password: nothing is answered before it is changed. */
  readonly mustChangePassword: boolean
}

export const nobody: Caller = { userId: null, role: null, permissions: new Set(['public']), mustChangePassword: false }
