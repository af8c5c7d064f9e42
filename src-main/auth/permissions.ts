import { permissions, type Permission } from '../../src-shared/contract/call.ts'

export const roles = ['owner'] as const
export type Role = (typeof roles)[number]

const ofRole: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  owner: new Set(permissions),
}

export const permissionsOf = (role: Role): ReadonlySet<Permission> => ofRole[role]
