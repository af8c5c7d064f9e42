/** The items of `source` as they come; where one keeps us waiting longer than `longestMs`, `onPause` is called meanwhile. */
export async function* tellPauses<Item>(source: AsyncGenerator<Item>, longestMs: number, onPause: () => Promise<void>): AsyncGenerator<Item> {
  for (;;) {
    const next = source.next()
    if (await takesLonger(next, longestMs)) await onPause()
    const { value, done } = await next
    if (done === true) return
    yield value
  }
}

function takesLonger(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), milliseconds)
    const end = (): void => {
      clearTimeout(timer)
      resolve(false)
    }
    work.then(end, end)
  })
}
