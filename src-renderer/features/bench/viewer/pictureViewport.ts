import { cache, Enums, init as initCore, RenderingEngine, type Types } from '@cornerstonejs/core'
import { addTool, Enums as ToolEnums, init as initTools, PanTool, ToolGroupManager, ZoomTool } from '@cornerstonejs/tools'
import type { ImageId } from '../../../../src-shared/domain/ids.ts'
import type { DisplayWindow, ImageView } from '../../../../src-shared/domain/image.ts'
import { affineThrough, identity, type Affine } from '../overlay/geometry.ts'
import { forgetPictures, nameOf, registerPictureLoader, type ImageAddress } from './pictureLoader.ts'
import { rangeOf, windowOf, windowsOf } from './pixels.ts'

/** What is on screen now; handed out after every frame, so that what lies over the picture never lags behind it. */
export interface PictureState {
  /** Picture pixels to CSS pixels of the element. */
  readonly toCanvas: Affine
  readonly window: DisplayWindow
  readonly inverted: boolean
}

/** One picture on the screen. Everything in it is a view of pixels: nothing here changes a record. */
export interface PictureViewport {
  readonly show: (image: ImageView, address: ImageAddress) => Promise<void>
  /** What the main button of the mouse does; other tools take the pointer themselves. */
  readonly dragPans: (pans: boolean) => void
  readonly fit: () => void
  /** One picture pixel on one pixel of the screen. */
  readonly actualSize: () => void
  /** `at` in CSS pixels of the element; its picture point stays where it is. */
  readonly zoomBy: (factor: number, at?: readonly [number, number]) => void
  readonly rotateBy: (degrees: 90 | -90) => void
  readonly flip: (axis: 'horizontal' | 'vertical') => void
  readonly setWindow: (window: DisplayWindow) => void
  readonly invert: () => void
  readonly resize: () => void
}

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

/**
 * Puts a viewport into `parent`, which must have a size: the one that was prepared for the picture, if one was. `onState`
 * is called after every frame.
 */
export function takeViewport(parent: HTMLElement, imageId: ImageId, onState: (state: PictureState) => void): PictureViewport & { readonly giveBack: () => void } {
  startLibrary()
  const viewport = takeSpare(imageId) ?? new Viewport(parent)
  viewport.attach(parent, onState)
  return viewport
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
  if (begun === ends) viewport.giveBack()
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

class Viewport implements PictureViewport {
  /** Moves from pane to pane with everything the library has made in it. */
  readonly #element = document.createElement('div')
  readonly #name = `bench-${crypto.randomUUID()}`
  readonly #engine = new RenderingEngine(this.#name)
  readonly #viewport: Types.IStackViewport
  #onState: (state: PictureState) => void = () => undefined
  #image: ImageView | null = null
  /** Whose pixels it holds, whether they are shown or not. */
  #held: ImageId | null = null
  #inverted = false
  #pans: boolean | null = null
  /** Its picture is drawn as it opens, in the size it has: nothing is left to do but to be seen. */
  prepared = false

  constructor(parent: HTMLElement) {
    Object.assign(this.#element.style, { position: 'absolute', inset: '0' })
    parent.append(this.#element)
    this.#engine.enableElement({ viewportId: this.#name, type: Enums.ViewportType.STACK, element: this.#element, defaultOptions: { background: [0, 0, 0] } })
    this.#viewport = this.#engine.getViewport(this.#name) as Types.IStackViewport
    this.#element.addEventListener(Enums.Events.IMAGE_RENDERED, this.#report)
    this.#element.addEventListener('wheel', this.#wheel, { passive: false })
    const tools = ToolGroupManager.createToolGroup(this.#name)
    tools?.addTool(PanTool.toolName)
    tools?.addTool(ZoomTool.toolName)
    tools?.addViewport(this.#name, this.#engine.id)
  }

  readonly holds = (imageId: ImageId): boolean => this.#held === imageId

  attach(parent: HTMLElement, onState: (state: PictureState) => void): void {
    this.#onState = onState
    // Nothing is seen before its own picture is: what was shown last belongs to another case.
    this.#element.style.visibility = 'hidden'
    parent.append(this.#element)
    this.dragPans(false)
  }

  /** Leaves its pane and waits for the next one. */
  giveBack(): void {
    this.#onState = () => undefined
    this.#image = null
    this.#element.remove()
    spares.push(this)
    if (spares.length > mostSpares) spares.shift()?.close()
  }

  close(): void {
    this.#element.remove()
    ToolGroupManager.destroyToolGroup(this.#name)
    this.#engine.destroy()
  }

  async show(image: ImageView, address: ImageAddress): Promise<void> {
    this.#image = null
    if (this.#held !== image.imageId) {
      this.prepared = false
      await this.#load(image, address)
    }
    this.#image = image
    this.#inverted = image.pixels.mode === 'grey' && image.pixels.invert
    const { prepared } = this
    this.prepared = false
    if (prepared && this.#isDrawnInFull()) return this.#report()
    this.#viewport.setCamera({ flipHorizontal: false, flipVertical: false })
    this.#viewport.setViewPresentation({ rotation: 0 })
    const first = windowsOf(image.pixels)[0]
    this.#viewport.setProperties({ ...(first && { voiRange: rangeOf(first) }), invert: this.#inverted })
    this.fit()
  }

  async #load(image: ImageView, address: ImageAddress): Promise<void> {
    const before = this.#viewport.getCurrentImageId()
    const name = nameOf(image, address)
    this.#held = null
    await this.#viewport.setStack([name])
    if (before !== undefined && before !== name && cache.getImageLoadObject(before) !== undefined) cache.removeImageLoadObject(before)
    this.#held = image.imageId
  }

  dragPans(pans: boolean): void {
    // The library draws everything anew for a tool that changes hands.
    if (this.#pans === pans) return
    this.#pans = pans
    const tools = ToolGroupManager.getToolGroup(this.#name)
    const { Primary, Auxiliary, Secondary } = ToolEnums.MouseBindings
    tools?.setToolPassive(PanTool.toolName, { removeAllBindings: true })
    tools?.setToolActive(PanTool.toolName, {
      bindings: [{ mouseButton: Auxiliary }, ...(pans ? [{ mouseButton: Primary }, { numTouchPoints: 1 }] : [])],
    })
    tools?.setToolActive(ZoomTool.toolName, { bindings: [{ mouseButton: Secondary }, { numTouchPoints: 2 }] })
  }

  fit(): void {
    this.#viewport.resetCamera({ resetPan: true, resetZoom: true, resetToCenter: true })
    this.#viewport.render()
  }

  actualSize(): void {
    const zoom = this.#zoom()
    if (zoom > 0) this.zoomBy(1 / (zoom * window.devicePixelRatio))
  }

  zoomBy(factor: number, at: readonly [number, number] = this.#middle()): void {
    const camera = this.#viewport.getCamera()
    const { focalPoint, position, parallelScale } = camera
    if (focalPoint === undefined || position === undefined || parallelScale === undefined) return
    const zoom = this.#zoom() * factor
    if (zoom < 0.005 || zoom > 100) return
    const still = this.#viewport.canvasToWorld([...at])
    const move = (place: Types.Point3, axis: number): number =>
      (place[axis] ?? 0) + ((still[axis] ?? 0) - (focalPoint[axis] ?? 0)) * (1 - 1 / factor)
    this.#viewport.setCamera({
      parallelScale: parallelScale / factor,
      focalPoint: [move(focalPoint, 0), move(focalPoint, 1), focalPoint[2]],
      position: [move(position, 0), move(position, 1), position[2]],
    })
    this.#viewport.render()
  }

  rotateBy(degrees: 90 | -90): void {
    const { rotation = 0 } = this.#viewport.getViewPresentation()
    this.#viewport.setViewPresentation({ rotation: (rotation + degrees + 360) % 360 })
    this.#viewport.render()
  }

  flip(axis: 'horizontal' | 'vertical'): void {
    const { flipHorizontal = false, flipVertical = false } = this.#viewport.getCamera()
    this.#viewport.setCamera(axis === 'horizontal' ? { flipHorizontal: !flipHorizontal } : { flipVertical: !flipVertical })
    this.#viewport.render()
  }

  setWindow(window: DisplayWindow): void {
    this.#viewport.setProperties({ voiRange: rangeOf(window) })
    this.#viewport.render()
  }

  invert(): void {
    this.#inverted = !this.#inverted
    this.#viewport.setProperties({ invert: this.#inverted })
    this.#viewport.render()
  }

  resize(): void {
    if (!this.#isDrawnInFull()) this.#engine.resize(true, true)
  }

  readonly #report = (): void => {
    if (this.#image === null) return
    this.#element.style.visibility = ''
    const { voiRange } = this.#viewport.getProperties()
    this.#onState({
      toCanvas: this.#sample(),
      window: voiRange === undefined ? { centre: 0, width: 0 } : windowOf(voiRange),
      inverted: this.#inverted,
    })
  }

  readonly #wheel = (event: WheelEvent): void => {
    event.preventDefault()
    const box = this.#element.getBoundingClientRect()
    // A notch of a wheel is about 100; a trackpad sends many small steps.
    this.zoomBy(Math.exp(-Math.max(-200, Math.min(200, event.deltaY)) / 500), [event.clientX - box.left, event.clientY - box.top])
  }

  /** Three picture points and where they are shown fix the map, whatever the library did to get there. */
  #sample(): Affine {
    const at = (x: number, y: number): readonly [number, number] => {
      const [canvasX, canvasY] = this.#viewport.worldToCanvas([x, y, 0])
      return [canvasX, canvasY]
    }
    return this.#image === null ? identity : affineThrough(at(0, 0), at(1, 0), at(0, 1))
  }

  /** Whether the canvas has the size of the pane. */
  #isDrawnInFull(): boolean {
    const { canvas } = this.#viewport
    const scale = window.devicePixelRatio
    return canvas.width === Math.round(this.#element.clientWidth * scale) && canvas.height === Math.round(this.#element.clientHeight * scale)
  }

  #zoom(): number {
    const [a, b] = this.#sample()
    return Math.hypot(a, b)
  }

  #middle(): readonly [number, number] {
    return [this.#element.clientWidth / 2, this.#element.clientHeight / 2]
  }
}
