import { cache, Enums, getShouldUseCPURendering, RenderingEngine, type Types } from '@cornerstonejs/core'
import type { ImageId } from '../../../../src-shared/domain/ids.ts'
import type { DisplayWindow, ImageView } from '../../../../src-shared/domain/image.ts'
import { affineThrough, identity, orientationOf, type Affine } from '../overlay/geometry.ts'
import type { ShownAs } from '../../../../src-shared/domain/mark.ts'
import { shownAsOf } from '../keyImage/shownAs.ts'
import { autoWindow } from './autoWindow.ts'
import { movedCamera, wheelFactor, zoomedCamera } from './camera.ts'
import { addMouse, bindMouse, removeMouse } from './mouse.ts'
import { nameOf, type ImageAddress } from './pictureLoader.ts'
import { windowOf, windowsOf, type Pixels } from './pixels.ts'
import { shownShape, voiOf } from './voi.ts'

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
  /** So many pixels of the screen for one of the picture; its middle stays where it is. */
  readonly zoomTo: (screenPixels: number) => void
  /** `at` in CSS pixels of the element; its picture point stays where it is. */
  readonly zoomBy: (factor: number, at?: readonly [number, number]) => void
  readonly rotateBy: (degrees: 90 | -90) => void
  readonly flip: (axis: 'horizontal' | 'vertical') => void
  readonly setWindow: (window: DisplayWindow) => void
  /** The window that leaves out the darkest and the brightest hundredth of a film; null for a photo. */
  readonly autoWindow: () => DisplayWindow | null
  /** The pixels of the picture on show, as they came from the host; null before there is one. */
  readonly pixels: () => Pixels | null
  readonly invert: () => void
  readonly resize: () => void
  /** The whole picture in this window, polarity and orientation. */
  readonly present: (shownAs: ShownAs) => void
  /** As it stands at this very moment, drawn or not: a key may follow another before a frame. null before there is a picture. */
  readonly shownAs: () => ShownAs | null
  /** The picture on show; null before there is one. */
  readonly image: () => ImageView | null
  readonly turn: () => Turn
  /** Turns the picture as another stands and brings a point of it (in its pixels) into the middle, in so many CSS pixels per pixel. */
  readonly place: (turn: Turn, centre: readonly [number, number], zoom: number) => void
}

/** How the library has turned a picture: only good for telling another viewport. */
export interface Turn {
  readonly rotation: number
  readonly flipHorizontal: boolean
  readonly flipVertical: boolean
}

/** The library's viewport in an element of its own, which moves from pane to pane. Made and kept by the pool. */
export class Viewport implements PictureViewport {
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
  #shape: DisplayWindow['shape']
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
    addMouse(this.#name, this.#engine.id)
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
  detach(): void {
    this.#onState = () => undefined
    this.#image = null
    this.#element.remove()
  }

  close(): void {
    this.#element.remove()
    removeMouse(this.#name)
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
    this.#turnTo({ rotation: 0, flipHorizontal: false, flipVertical: false })
    const [first] = windowsOf(image.pixels)
    this.#shape = first && shownShape(first)
    this.#viewport.setProperties({ ...(first && voiOf(first)), invert: this.#inverted })
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
    bindMouse(this.#name, pans)
  }

  /** The whole picture, turned and mirrored as it stands. */
  fit(): void {
    const turn = this.turn()
    this.#viewport.resetCamera({ resetPan: true, resetZoom: true, resetToCenter: true })
    this.#turnTo(turn)
    this.#viewport.render()
  }

  turn(): Turn {
    const { rotation = 0 } = this.#viewport.getViewPresentation()
    const { flipHorizontal = false, flipVertical = false } = this.#viewport.getCamera()
    return { rotation, flipHorizontal, flipVertical }
  }

  #turnTo({ rotation, flipHorizontal, flipVertical }: Turn): void {
    this.#viewport.setCamera({ flipHorizontal, flipVertical })
    this.#viewport.setViewPresentation({ rotation })
  }

  place(turn: Turn, centre: readonly [number, number], zoom: number): void {
    const now = this.turn()
    if (now.rotation !== turn.rotation || now.flipHorizontal !== turn.flipHorizontal || now.flipVertical !== turn.flipVertical) this.#turnTo(turn)
    const { parallelScale } = this.#viewport.getCamera()
    const zoomNow = this.#zoom()
    if (parallelScale === undefined || !(zoomNow > 0)) return
    this.#viewport.setCamera({ parallelScale: (parallelScale * zoomNow) / zoom })
    const moved = movedCamera(this.#viewport.getCamera(), this.#viewport.canvasToWorld([...this.#middle()]), centre)
    if (moved !== null) this.#viewport.setCamera(moved)
    this.#viewport.render()
  }

  image(): ImageView | null {
    return this.#image
  }

  actualSize(): void {
    this.zoomTo(1)
  }

  zoomTo(screenPixels: number): void {
    const zoom = this.#zoom()
    if (zoom > 0) this.zoomBy(screenPixels / (zoom * window.devicePixelRatio))
  }

  zoomBy(factor: number, at: readonly [number, number] = this.#middle()): void {
    const zoom = this.#zoom() * factor
    const closer = zoomedCamera(this.#viewport.getCamera(), this.#viewport.canvasToWorld([...at]), factor)
    if (closer === null || zoom < 0.005 || zoom > 100) return
    this.#viewport.setCamera(closer)
    this.#viewport.render()
  }

  rotateBy(degrees: 90 | -90): void {
    const { rotation = 0 } = this.#viewport.getViewPresentation()
    this.#viewport.setViewPresentation({ rotation: (rotation + degrees + 360) % 360 })
    this.#viewport.render()
  }

  flip(axis: 'horizontal' | 'vertical'): void {
    const { flipHorizontal = false, flipVertical = false } = this.#viewport.getCamera()
    this.#viewport.setCamera((axis === 'horizontal') !== this.#flipsAcross() ? { flipHorizontal: !flipHorizontal } : { flipVertical: !flipVertical })
    this.#viewport.render()
  }

  /** Without a graphics card the library mirrors the picture's own axes; the reader means those of the screen. */
  #flipsAcross(): boolean {
    const { rotation = 0 } = this.#viewport.getViewPresentation()
    return getShouldUseCPURendering() && Math.round(rotation / 90) % 2 === 1
  }

  setWindow(window: DisplayWindow): void {
    this.#shape = shownShape(window)
    this.#viewport.setProperties(voiOf(window))
    this.#viewport.render()
  }

  autoWindow(): DisplayWindow | null {
    if (this.#image?.pixels.mode !== 'grey') return null
    const pixels = this.pixels()
    return pixels === null ? null : autoWindow(pixels.samples)
  }

  pixels(): Pixels | null {
    if (this.#image === null) return null
    const samples = this.#viewport.getCornerstoneImage().getPixelData() as Pixels['samples']
    return { samples, components: this.#image.pixels.mode === 'colour' ? 3 : 1 }
  }

  invert(): void {
    this.#inverted = !this.#inverted
    this.#viewport.setProperties({ invert: this.#inverted })
    this.#viewport.render()
  }

  present({ window, inverted, rotationDeg, flipped }: ShownAs): void {
    this.#turnTo({ rotation: 0, flipHorizontal: flipped, flipVertical: false })
    // Which way the library turns a mirrored picture depends on how it draws: what is on the screen tells.
    for (let turns = 0; turns < 4 && orientationOf(this.#sample()).rotationDeg !== rotationDeg; turns += 1) this.rotateBy(90)
    if (window !== null) this.setWindow(window)
    if (inverted !== this.#inverted && this.#image?.pixels.mode === 'grey') this.invert()
    this.fit()
  }

  resize(): void {
    if (!this.#isDrawnInFull()) this.#engine.resize(true, true)
  }

  readonly #report = (): void => {
    if (this.#image === null) return
    this.#element.style.visibility = ''
    this.#onState(this.#state())
  }

  #state(): PictureState {
    const { voiRange } = this.#viewport.getProperties()
    const window = voiRange === undefined ? { centre: 0, width: 0 } : windowOf(voiRange)
    return { toCanvas: this.#sample(), window: { ...window, ...(this.#shape !== undefined && { shape: this.#shape }) }, inverted: this.#inverted }
  }

  shownAs(): ShownAs | null {
    return this.#image === null ? null : shownAsOf(this.#state(), this.#image)
  }

  readonly #wheel = (event: WheelEvent): void => {
    event.preventDefault()
    const box = this.#element.getBoundingClientRect()
    this.zoomBy(wheelFactor(event.deltaY), [event.clientX - box.left, event.clientY - box.top])
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
