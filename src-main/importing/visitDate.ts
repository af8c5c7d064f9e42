/**
 * "YYYY-MM-DD" for a date written YYYYMMDD (as in DICOM DA) or YYYY-MM-DD; null for anything else and for days that
 * no calendar has.
 */
export function parseVisitDate(text: string): string | null {
  const match = /^(\d{4})(-?)(\d{2})\2(\d{2})$/u.exec(text.trim())
  if (match === null) return null
  const [, year = '', , month = '', day = ''] = match
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  const written = `${year}-${month}-${day}`
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written) ? written : null
}
