import type { PatientRule } from '../../../src-shared/contract/jobs.ts'
import type { ChosenFile } from './chosenFiles.ts'

export type RuleKind = PatientRule['kind']
export const ruleKinds = ['folder', 'pattern', 'beside', 'table', 'byHand', 'none'] as const satisfies readonly RuleKind[]

/** Everything the form holds; only what the chosen kind needs is sent. */
export interface RuleForm {
  readonly kind: RuleKind
  readonly pattern: string
  readonly table: { readonly name: string; readonly csv: string } | null
  readonly pseudonym: string
}

export const firstRule: RuleForm = { kind: 'none', pattern: '^(?<patient>[^_]+)_', table: null, pseudonym: '' }

/**
 * Folders name patients only when there are several: one folder around everything says nothing about who is who. Nobody
 * knows here how many an archive holds; they are what archives of pictures are mostly made of. On a disc with a DICOMDIR
 * folders are numbers, and the pictures say themselves whose they are. One CSV file among pictures is their table.
 */
export function suggestRule(files: readonly Pick<ChosenFile, 'path'>[]): RuleKind {
  if (files.filter(({ path }) => /\.csv$/iu.test(path)).length === 1) return 'beside'
  if (files.some(({ path }) => /(?:^|\/)dicomdir$/iu.test(path))) return 'none'
  if (files.some(({ path }) => /\.zip$/iu.test(path))) return 'folder'
  const folders = new Set(files.map(({ path }) => path.split('/').slice(0, -1).join('/')))
  return folders.size > 1 ? 'folder' : 'none'
}

/** The rule to send, or null while the form is incomplete or its expression is no rule. */
export function ruleOf(form: RuleForm): PatientRule | null {
  switch (form.kind) {
    case 'folder':
    case 'beside':
    case 'none':
      return { kind: form.kind }
    case 'pattern':
      return compilePattern(form.pattern) === null ? null : { kind: 'pattern', pattern: form.pattern }
    case 'table':
      return form.table === null ? null : { kind: 'table', csv: form.table.csv }
    case 'byHand':
      return form.pseudonym.trim() === '' ? null : { kind: 'byHand', pseudonym: form.pseudonym }
  }
}

/** The expression, or null when it cannot be read or names no group `patient`. */
export function compilePattern(pattern: string): RegExp | null {
  if (!pattern.includes('(?<patient>') || pattern.length > 200) return null
  try {
    return new RegExp(pattern, 'u')
  } catch {
    return null
  }
}

export interface PatternPreview {
  readonly name: string
  readonly patient: string | null
  readonly date: string | null
}

/** What the expression takes from the first few file names. */
export function previewPattern(pattern: string, files: readonly Pick<ChosenFile, 'path'>[]): readonly PatternPreview[] {
  const expression = compilePattern(pattern)
  if (expression === null) return []
  return files.slice(0, 6).map(({ path }) => {
    const name = path.split('/').at(-1) ?? path
    const groups = expression.exec(name)?.groups
    return { name, patient: groups?.['patient'] || null, date: groups?.['date'] || null }
  })
}
