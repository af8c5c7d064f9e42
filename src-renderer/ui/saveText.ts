/** Hands a text over as a file: the browser, or the window, asks where to. */
export function saveText(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The click only begins it; the address must live until it has been read.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
