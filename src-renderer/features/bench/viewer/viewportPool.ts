import { cache, init as initCore } from '@cornerstonejs/core'
import { addTool, init as initTools, PanTool, ZoomTool } from '@cornerstonejs/tools'
import type { ImageId } from '../../../../src-shared/domain/ids.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import { forgetPictures, registerPictureLoader, type ImageAddress } from './pictureLoader.ts'
import { Viewport, type PictureState, type PictureViewport } from './pictureViewport.ts'

/** The pictures of one visit: some ten 9-megapixel films at 16 bit. */
const largestCacheBytes = 256 * 1024 * 1024
let started = false
/**
 * Viewports that no pane shows now, the oldest first. A new one costs a WebGL context and its programs, and a film in it
 * its way to the graphics memory: longer than anybody wants to wait for the next case.
 */
const spares: Viewport[] = []
const mostSpares = 2
const longestDrawingMs = 5000
/** How often every spare viewport was ended: one that is still being prepared then must not outlive it. */
let ends = 0

function startLibrary(): void {
  if (started) return
  // One picture a viewport needs one WebGL context; seven would be made anew for every viewport.
  initCore({ rendering: { webGlContextCount: 1 } } as Parameters<typeof initCore>[0])
  cache.setMaxCacheSize(largestCacheBytes)
  initTools()
  addTool(PanTool)
  addTool(ZoomTool)
  registerPictureLoader()
  started = true
}

export interface TakenViewport {
  readonly viewport: PictureViewport
  readonly giveBack: () => void
}

/**
 * Puts a viewport into `parent`, which must have a size: the one that was prepared for the picture, if one was. `onState`
 * is called after every frame.
 */
export function takeViewport(parent: HTMLElement, imageId: ImageId, onState: (state: PictureState) => void): TakenViewport {
  startLibrary()
  const viewport = takeSpare(imageId) ?? new Viewport(parent)
  viewport.attach(parent, onState)
  return { viewport, giveBack: () => keep(viewport) }
}

/** Nobody looks at it any more; it waits for the next pane. */
function keep(viewport: Viewport): void {
  viewport.detach()
  spares.push(viewport)
  if (spares.length > mostSpares) spares.shift()?.close()
}

/** Draws a picture that may be shown next, unseen, in the size of the pane it will be shown in. */
export async function prepareViewport(pane: HTMLElement, image: ImageView, address: ImageAddress): Promise<void> {
  if (spares.some(({ holds }) => holds(image.imageId))) return
  const begun = ends
  const viewport = takeSpare(image.imageId) ?? new Viewport(pane)
  const drawn = new Promise<boolean>((resolve) => viewport.attach(pane, () => resolve(true)))
  try {
    await viewport.show(image, address)
    // A pane that is left meanwhile draws nothing more.
    viewport.prepared = await Promise.race([drawn, after(longestDrawingMs)])
  } catch {
    // What cannot be shown says so when its case is opened.
  }
  if (begun === ends) keep(viewport)
  else viewport.close()
}

const after = (ms: number): Promise<false> => new Promise((resolve) => setTimeout(() => resolve(false), ms))

function takeSpare(imageId: ImageId): Viewport | undefined {
  const place = Math.max(0, spares.findIndex(({ holds }) => holds(imageId)))
  return spares.splice(place, 1)[0]
}

/** Ends the viewports that no pane shows, and with them what the library has kept of their pictures. */
export function closeSpareViewports(): void {
  ends += 1
  for (const viewport of spares.splice(0)) viewport.close()
  cache.purgeCache()
  forgetPictures()
}
