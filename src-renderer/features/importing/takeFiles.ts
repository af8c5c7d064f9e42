/** What was chosen. The input forgets it, so that the same file tells of itself when it is chosen again: after a failure, or once it was mended. */
export function takeFiles(input: Pick<HTMLInputElement, 'files' | 'value'>): readonly File[] {
  const files = [...(input.files ?? [])]
  input.value = ''
  return files
}
