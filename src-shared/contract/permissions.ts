import { permissions, type Permission } from './call.ts'
import type { Role } from '../domain/role.ts'

const ofReader: readonly Permission[] = ['public', 'case.read', 'image.import', 'inference.run', 'read.write']
const ofExpert: readonly Permission[] = [...ofReader, 'case.assign', 'read.sign', 'export.run', 'model.read']

/** A permission that is named nowhere here is an admin's alone. */
const ofRole: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  reader: new Set(ofReader),
  expert: new Set(ofExpert),
  admin: new Set(permissions),
}

export const permissionsOf = (role: Role): ReadonlySet<Permission> => ofRole[role]
