/** Hands bytes over as a file: the browser, or the window, asks where to. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The click only begins it; the address must live until it has been read.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
