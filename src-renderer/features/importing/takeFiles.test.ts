import { expect, it } from 'vitest'
import { takeFiles } from './takeFiles.ts'

/** As a browser's: what it holds goes with its value, and it tells of nothing that it holds already. */
class Input {
  #held: readonly File[] = []
  readonly told: (readonly File[])[] = []
  choose(files: readonly File[]): void {
    if (files.map(({ name }) => name).join() === this.value) return
    this.#held = files
    this.told.push(takeFiles(this as unknown as HTMLInputElement))
  }
  get files(): readonly File[] {
    return this.#held
  }
  get value(): string {
    return this.#held.map(({ name }) => name).join()
  }
  set value(_: string) {
    this.#held = []
  }
}

it('takes what was chosen, and the same file again', () => {
  const [input, file] = [new Input(), new File(['a'], 'patients.csv')]
  input.choose([file])
  input.choose([file])
  expect(input.told).toEqual([[file], [file]])
  expect(takeFiles({ files: null, value: '' })).toEqual([])
})
