import { createContext, Script } from 'node:vm'
import { AppError } from '../../src-shared/errors.ts'

export interface NameParts {
  readonly patient: string | null
  readonly date: string | null
}

const maximumNameLength = 255
const namesPerRun = 500
/** A sane pattern needs microseconds a name; one that backtracks without end is stopped here. */
const runTimeoutMs = 250

/**
 * Reads patient and date from file names with a person's regular expression (flag u, named groups `patient` and,
 * optionally, `date`). Answers one entry per name. The pattern runs where it can be stopped: the regular expressions
 * of the language have no time limit of their own.
 * Throws AppError `contract.badInput` for a pattern that does not compile, has no group `patient`, or takes too long.
 */
export function matchNames(pattern: string, names: readonly string[]): readonly NameParts[] {
  const matched: NameParts[] = []
  requirePatientGroup(pattern)
  for (let start = 0; start < names.length; start += namesPerRun) {
    const batch = names.slice(start, start + namesPerRun).map((name) => name.slice(0, maximumNameLength))
    const context = { pattern, names: JSON.stringify(batch) }
    matched.push(...(JSON.parse(runLimited(matchScript, context)) as NameParts[]))
  }
  return matched
}

/** The pattern or nothing: matches the empty text always, so that its groups can be listed. */
const groupScript = new Script(
  `JSON.stringify(Object.keys(new RegExp(pattern + '|', 'u').exec('').groups ?? {}))`,
)

const matchScript = new Script(`(() => {
  const expression = new RegExp(pattern, 'u')
  return JSON.stringify(JSON.parse(names).map((name) => {
    const groups = expression.exec(name)?.groups
    return { patient: groups?.patient ?? null, date: groups?.date ?? null }
  }))
})()`)

function requirePatientGroup(pattern: string): void {
  const groups = JSON.parse(runLimited(groupScript, { pattern })) as readonly string[]
  if (!groups.includes('patient')) throw new AppError('contract.badInput', { field: 'patients.pattern', reason: 'group' })
}

function runLimited(script: Script, values: Readonly<Record<string, string>>): string {
  try {
    return script.runInContext(createContext({ ...values }), { timeout: runTimeoutMs }) as string
  } catch (cause) {
    const slow = (cause as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
    throw new AppError('contract.badInput', { field: 'patients.pattern', reason: slow ? 'slow' : 'syntax' }, { cause })
  }
}
