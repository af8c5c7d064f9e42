/** Spreadsheets know UTF-8 by it. */
export const byteOrderMark = '\uFEFF'

/** A spreadsheet runs a cell that begins with one of these; the full-width forms are turned into them on the way in. */
const runnable = /^[=+\-@\t\r\n＝＋－＠]/u

/** One CSV cell (RFC 4180): quoted where needed, and never a formula. */
export function csvCell(value: string | number | null): string {
  if (value === null) return ''
  const text = typeof value === 'string' && runnable.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Lines of cells, each ended by CR LF. */
export const csvText = (rows: readonly (readonly (string | number | null)[])[]): string =>
  rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')
