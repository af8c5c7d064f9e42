import type { Staging } from './staging.ts'

/** A staging that is made when it is first needed; one that could not be made is tried again the next time. */
export class StagingRoom {
  readonly #make: () => Promise<Staging>
  #made: Promise<Staging> | null = null

  constructor(make: () => Promise<Staging>) {
    this.#make = make
  }

  get(): Promise<Staging> {
    this.#made ??= this.#make().catch((error: unknown) => {
      this.#made = null
      throw error
    })
    return this.#made
  }
}
