import type { ReportCase } from './reportCase.ts'

/** A case whose page tells neither the day of the visit nor the names of people who were told; `leftOut` stands for them. */
export function withoutNames(reported: ReportCase, leftOut: string): ReportCase {
  const { row, read } = reported
  const communications = read.communications.map((told) => ({ ...told, toWhom: leftOut }))
  return { ...reported, row: { ...row, visitDate: leftOut }, read: { ...read, communications } }
}
