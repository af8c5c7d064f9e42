/** Solves `matrix * x = values` by elimination with pivoting, `[n][n]` and `[n]`; null where the matrix is singular. */
export function solve(matrix: readonly (readonly number[])[], values: readonly number[]): number[] | null {
  const rows = matrix.map((row, index) => [...row, values[index] ?? 0])
  const size = rows.length
  const largest = Math.max(...rows.flat().map(Math.abs))
  for (let column = 0; column < size; column += 1) {
    const pivot = rows.slice(column).reduce((best, row, index) => (Math.abs(row[column] ?? 0) > Math.abs(rows[best]?.[column] ?? 0) ? column + index : best), column)
    const [upper, lower] = [rows[column], rows[pivot]]
    if (upper === undefined || lower === undefined || Math.abs(lower[column] ?? 0) <= 1e-12 * largest) return null
    rows[column] = lower
    rows[pivot] = upper
    for (const row of rows.slice(column + 1)) eliminate(row, lower, column)
  }
  const found = Array<number>(size).fill(0)
  for (let row = size - 1; row >= 0; row -= 1) {
    const own = rows[row] ?? []
    const known = found.reduce((sum, value, column) => (column > row ? sum + value * (own[column] ?? 0) : sum), 0)
    found[row] = ((own[size] ?? 0) - known) / (own[row] ?? 1)
  }
  return found
}

function eliminate(row: number[], by: readonly number[], column: number): void {
  const share = (row[column] ?? 0) / (by[column] ?? 1)
  for (let index = column; index < row.length; index += 1) row[index] = (row[index] ?? 0) - share * (by[index] ?? 0)
}
