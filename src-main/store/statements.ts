import type { Database, RunResult, Statement } from 'better-sqlite3'

/** A statement as the store's functions use it. It has no state of its own: `pluck` answers another one. */
export interface Query<Parameters extends unknown[], Row> {
  run(...parameters: Parameters): RunResult
  get(...parameters: Parameters): Row | undefined
  all(...parameters: Parameters): Row[]
  iterate(...parameters: Parameters): IterableIterator<Row>
  /** The first column of each row instead of the row. */
  pluck(): Query<Parameters, Row>
}

export type Prepare = <Parameters extends unknown[] = unknown[], Row = unknown>(source: string) => Query<Parameters, Row>

/** More texts than the program has: only searches with ever new conditions come near. */
const mostStatements = 400

type Compiled = Statement<unknown[], unknown>

/**
 * Compiles each text once per connection: compiling is most of the work of a small statement, and a save runs some
 * twenty of them. A statement that is still being walked through is left alone; a second one is compiled beside it.
 */
export function keepStatements(database: Database): Prepare {
  const kept = new Map<string, Compiled>()
  const compiled = (source: string, plucked: boolean): Compiled => {
    const key = plucked ? `pluck ${source}` : source
    const known = kept.get(key)
    if (known !== undefined && !known.busy) return known
    const fresh = database.prepare(source) as Compiled
    if (plucked) fresh.pluck()
    if (kept.size >= mostStatements) kept.clear()
    kept.set(key, fresh)
    return fresh
  }
  const query = (source: string, plucked: boolean): Query<unknown[], unknown> => ({
    run: (...parameters) => compiled(source, plucked).run(...parameters),
    get: (...parameters) => compiled(source, plucked).get(...parameters),
    all: (...parameters) => compiled(source, plucked).all(...parameters),
    iterate: (...parameters) => compiled(source, plucked).iterate(...parameters),
    pluck: () => query(source, true),
  })
  return ((source: string) => query(source, false)) as Prepare
}
