import type { PatientRule } from '../../src-shared/contract/jobs.ts'
import { AppError } from '../../src-shared/errors.ts'
import { matchNames } from './namePattern.ts'
import { readPatientTable, type PatientOfFile } from './patientTable.ts'
import { parseVisitDate } from './visitDate.ts'

export interface NamedFile {
  readonly name: string
  readonly folder: string
}

/** What a rule says of one file; null: it says nothing. */
export type RuleAnswer = PatientOfFile | null
/** Throws AppError `contract.badInput` where the rule finds a date that is none. */
export type PatientFinder = (index: number) => RuleAnswer

/**
 * Applies a rule to the files of one import; the finder answers for the file at an index.
 * Throws AppError `import.badTable` or `contract.badInput` for a rule that cannot be used at all.
 */
export function applyPatientRule(rule: PatientRule, files: readonly NamedFile[]): PatientFinder {
  switch (rule.kind) {
    case 'folder':
      return (index) => named(lastPart(files[index]?.folder ?? ''), null)
    case 'byHand':
      return () => named(rule.pseudonym, null)
    case 'none':
      return () => null
    case 'beside':
      throw new AppError('contract.badInput', { field: 'patients', reason: 'noTable' })
    case 'table':
      return finderOfTable(rule.csv, files)
    case 'pattern':
      return finderOfPattern(rule.pattern, files)
    default:
      return rule satisfies never
  }
}

function finderOfTable(csv: string, files: readonly NamedFile[]): PatientFinder {
  const table = readPatientTable(csv)
  return (index) => {
    const file = files[index]
    return file === undefined ? null : (table.find(file.folder, file.name) ?? null)
  }
}

function finderOfPattern(pattern: string, files: readonly NamedFile[]): PatientFinder {
  const matches = matchNames(pattern, files.map(({ name }) => name))
  return (index) => {
    const { patient, date } = matches[index] ?? { patient: null, date: null }
    const visitDate = date === null ? null : parseVisitDate(date)
    if (date !== null && visitDate === null) throw new AppError('contract.badInput', { field: 'date' })
    return named(patient ?? '', visitDate)
  }
}

function named(text: string, visitDate: string | null): RuleAnswer {
  const pseudonym = text.trim().slice(0, 200)
  return pseudonym === '' ? null : { pseudonym, visitDate }
}

const lastPart = (folder: string): string => folder.split('/').findLast((part) => part !== '') ?? ''
