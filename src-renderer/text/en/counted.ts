/** A count and its noun as English says them: 1 file, 2 files, 1,000 files. */
export function counted(count: number | string, one: string, many = `${one}s`): string {
  return `${count} ${String(count) === '1' ? one : many}`
}
