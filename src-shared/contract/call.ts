import * as v from 'valibot'
import { AppError } from '../errors.ts'

/** What a caller must be allowed to do. `public` calls are answered before anybody has signed in. */
export const permissions = [
  'public',
  'case.read',
  'image.import',
  'inference.run',
  'case.assign',
  'read.write',
  'read.sign',
  'export.run',
  'model.read',
  'model.manage',
  'store.verify',
  'settings.write',
  'people.manage',
] as const
export type Permission = (typeof permissions)[number]

/** One remote call: what it needs, how its input is checked, what it answers. */
export interface Call<I, O> {
  readonly kind: 'query' | 'command'
  readonly needs: Permission
  /** Throws AppError `contract.badInput` naming the field. */
  readonly parse: (raw: unknown) => I
  /** Type-only: never set at run time. */
  readonly output?: O
}

type Schema = v.GenericSchema

const define =
  (kind: 'query' | 'command') =>
  <O>() =>
  <S extends Schema>(needs: Permission, schema: S): Call<v.InferOutput<S>, O> => ({
    kind,
    needs,
    parse: (raw) => parseWith(schema, raw),
  })

/** `query<Output>()('case.read', schema)`: reads, may be repeated. */
export const query = define('query')
/** `command<Output>()('read.write', schema)`: changes something, is audited. */
export const command = define('command')

function parseWith<S extends Schema>(schema: S, raw: unknown): v.InferOutput<S> {
  // To the parser a list is an object without members; no call takes a list.
  if (Array.isArray(raw)) throw new AppError('contract.badInput', { field: '', reason: 'array' })
  const result = v.safeParse(schema, raw)
  if (result.success) return result.output
  const issue = result.issues[0]
  throw new AppError('contract.badInput', { field: v.getDotPath(issue) ?? '', reason: issue.type })
}
