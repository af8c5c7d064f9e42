import { describe, expect, it } from 'vitest'
import { AppError } from '../../../../src-shared/errors.ts'
import { createOpening, type Opened } from './opening.ts'

/** A toggle whose answers come when the test says so. */
function toggled() {
  const asked: { readonly resolve: (value: string) => void; readonly reject: (error: unknown) => void }[] = []
  const shown: (Opened<string> | null)[] = []
  const toggle = createOpening(
    () => new Promise<string>((resolve, reject) => asked.push({ resolve, reject })),
    (opened) => shown.push(opened),
  )
  return { asked, shown, toggle }
}

describe('the toggle of what must be loaded first', () => {
  it('closes where it is toggled again before the answer, which is dropped', async () => {
    const { asked, shown, toggle } = toggled()
    const toggles = [toggle(), toggle()]
    asked.forEach(({ resolve }, index) => resolve(`answer ${index}`))
    await Promise.all(toggles)
    expect(asked).toHaveLength(1)
    expect(shown).toEqual([null])
  })

  it('shows the last answer alone where it is toggled three times', async () => {
    const { asked, shown, toggle } = toggled()
    const toggles = [toggle(), toggle(), toggle()]
    asked[1]?.resolve('second')
    asked[0]?.resolve('first')
    await Promise.all(toggles)
    expect(shown).toEqual([null, { value: 'second' }])
    await toggle()
    expect(shown.at(-1)).toBeNull()
  })

  it('shows why nothing could be loaded, and is closed by the next toggle', async () => {
    const { asked, shown, toggle } = toggled()
    const first = toggle()
    const failure = new AppError('case.missing')
    asked[0]?.reject(failure)
    await first
    await toggle()
    expect(shown).toEqual([{ error: failure }, null])
    expect(asked).toHaveLength(1)
  })
})
