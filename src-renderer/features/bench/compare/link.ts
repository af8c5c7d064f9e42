import type { Picture } from '../viewer/picture.ts'
import { isSameView, placingOf, relativeView, type RelativeView } from './linkedView.ts'

/**
 * Lets two pictures show the same part of themselves: whichever is moved leads, the other follows. Answers how to end it.
 * The first leads where both have changed, because it is the one that is read.
 */
export function linkPictures(first: Picture, second: Picture): () => void {
  let agreed: RelativeView | null = null
  let secondSize = second.paneSize()
  const follow = (leader: Picture, follower: Picture): void => {
    const view = viewOf(leader)
    // A follower's own frame shows what was agreed, and leads nobody.
    if (view === null || (agreed !== null && isSameView(view, agreed))) return
    agreed = view
    put(follower, leader, view)
  }
  const heed = (): void => {
    const size = second.paneSize()
    const resized = size[0] !== secondSize[0] || size[1] !== secondSize[1]
    secondSize = size
    // A pane that takes another size has not been looked around in.
    if (!resized) return follow(second, first)
    if (agreed !== null) put(second, first, agreed)
  }
  const ends = [first.subscribe(() => follow(first, second)), second.subscribe(heed)]
  follow(first, second)
  return () => ends.forEach((end) => end())
}

function viewOf(picture: Picture): RelativeView | null {
  const state = picture.state()
  const image = picture.viewport()?.image() ?? null
  return state === null || image === null ? null : relativeView(state.toCanvas, image, picture.paneSize())
}

function put(picture: Picture, leader: Picture, view: RelativeView): void {
  const viewport = picture.viewport()
  const image = viewport?.image() ?? null
  const turn = leader.viewport()?.turn()
  if (viewport === null || image === null || turn === undefined) return
  const { centre, zoom } = placingOf(view, image)
  viewport.place(turn, centre, zoom)
}
