import type { Picture } from '../viewer/picture.ts'
import { groundOfPicture, isSameView, placingOf, relativeView, turnBetween, type Ground, type RelativeView } from './linkedView.ts'

/** Two pictures and what they have in common; the first is the one that is read. */
interface Linked {
  readonly first: Picture
  readonly second: Picture
  /** What each is placed by, once its picture is there; null: by shares of the picture. */
  readonly grounds: { readonly first: Ground; readonly second: Ground } | null
}

/**
 * Lets two pictures show the same part of themselves: whichever is moved leads, the other follows. Answers how to end it.
 * The first leads where both have changed, because it is the one that is read.
 */
export function linkPictures({ first, second, grounds }: Linked): () => void {
  let agreed: RelativeView | null = null
  let secondSize = second.paneSize()
  const groundOf = (picture: Picture): Ground | null => {
    const image = picture.viewport()?.image() ?? null
    if (image === null) return null
    return grounds === null ? groundOfPicture(image) : picture === first ? grounds.first : grounds.second
  }
  const follow = (leader: Picture, follower: Picture): void => {
    const [state, ground] = [leader.state(), groundOf(leader)]
    const view = state === null || ground === null ? null : relativeView(state.toCanvas, ground, leader.paneSize())
    // A follower's own frame shows what was agreed, and leads nobody.
    if (view === null || (agreed !== null && isSameView(view, agreed))) return
    agreed = view
    put(follower, leader, view)
  }
  const put = (picture: Picture, leader: Picture, view: RelativeView): void => {
    const [viewport, turn, ground, leading] = [picture.viewport(), leader.viewport()?.turn(), groundOf(picture), groundOf(leader)]
    if (viewport === null || turn === undefined || ground === null || leading === null) return
    const mirrored = turn.flipHorizontal !== turn.flipVertical
    const { centre, zoom } = placingOf(view, ground, mirrored)
    viewport.place({ ...turn, rotation: (turn.rotation + turnBetween(leading, ground, mirrored) + 360) % 360 }, centre, zoom)
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
