import type { ImageId } from '../../../../src-shared/domain/ids.ts'
import type { ShownAs } from '../../../../src-shared/domain/mark.ts'
import type { Picture } from '../viewer/picture.ts'

interface Wanted {
  readonly imageId: ImageId
  readonly stop: () => void
}

/** Shows one picture as it was marked, once it is there. Whoever turns to another picture meanwhile finds none changed later. */
export class Presenting {
  readonly #picture: Pick<Picture, 'subscribe' | 'state' | 'viewport'>
  #wanted: Wanted | null = null

  constructor(picture: Pick<Picture, 'subscribe' | 'state' | 'viewport'>) {
    this.#picture = picture
  }

  /** A picture that has to be loaded first opens as it always does, and is then shown so. */
  want(imageId: ImageId, shownAs: ShownAs): void {
    this.giveUp()
    const stop = this.#picture.subscribe(() => {
      const viewport = this.#picture.viewport()
      if (this.#picture.state() === null || viewport?.image()?.imageId !== imageId) return
      this.giveUp()
      viewport.present(shownAs)
    })
    this.#wanted = { imageId, stop }
  }

  /** null: no picture is on show any more. */
  turnedTo(imageId: ImageId | null): void {
    if (this.#wanted !== null && this.#wanted.imageId !== imageId) this.giveUp()
  }

  giveUp(): void {
    this.#wanted?.stop()
    this.#wanted = null
  }
}
