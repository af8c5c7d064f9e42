import { cache, Enums, init as initCore, RenderingEngine, type Types } from '@cornerstonejs/core'
import { addTool, Enums as ToolEnums, init as initTools, PanTool, ToolGroupManager, ZoomTool } from '@cornerstonejs/tools'
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
  readonly close: () => void
}

const toolGroupName = 'bench'
const viewportName = 'bench-picture'
/** The pictures of one visit: some ten 9-megapixel films at 16 bit. */
const largestCacheBytes = 256 * 1024 * 1024
let started = false

function startLibrary(): void {
  if (started) return
  // One picture at a time needs one WebGL context; seven would be made anew for every case.
  initCore({ rendering: { webGlContextCount: 1 } } as Parameters<typeof initCore>[0])
  cache.setMaxCacheSize(largestCacheBytes)
  initTools()
  addTool(PanTool)
  addTool(ZoomTool)
  registerPictureLoader()
  started = true
}

/** Makes an empty viewport in `element`, which must have a size. `onState` is called after every frame. */
export function openPictureViewport(element: HTMLDivElement, onState: (state: PictureState) => void): PictureViewport {
  startLibrary()
  return new Viewport(element, onState)
}

class Viewport implements PictureViewport {
  readonly #element: HTMLDivElement
  readonly #engine = new RenderingEngine(`bench-${crypto.randomUUID()}`)
  readonly #viewport: Types.IStackViewport
  readonly #onState: (state: PictureState) => void
  #image: ImageView | null = null
  #inverted = false

  constructor(element: HTMLDivElement, onState: (state: PictureState) => void) {
    this.#element = element
    this.#onState = onState
    this.#engine.enableElement({ viewportId: viewportName, type: Enums.ViewportType.STACK, element, defaultOptions: { background: [0, 0, 0] } })
    this.#viewport = this.#engine.getViewport(viewportName) as Types.IStackViewport
    element.addEventListener(Enums.Events.IMAGE_RENDERED, this.#report)
    element.addEventListener('wheel', this.#wheel, { passive: false })
    const tools = ToolGroupManager.createToolGroup(toolGroupName)
    tools?.addTool(PanTool.toolName)
    tools?.addTool(ZoomTool.toolName)
    tools?.addViewport(viewportName, this.#engine.id)
    this.dragPans(false)
  }

  async show(image: ImageView, address: ImageAddress): Promise<void> {
    this.#image = null
    await this.#viewport.setStack([nameOf(image, address)])
    this.#image = image
    this.#inverted = image.pixels.mode === 'grey' && image.pixels.invert
    this.#viewport.setCamera({ flipHorizontal: false, flipVertical: false })
    this.#viewport.setViewPresentation({ rotation: 0 })
    const first = windowsOf(image.pixels)[0]
    this.#viewport.setProperties({ ...(first && { voiRange: rangeOf(first) }), invert: this.#inverted })
    this.fit()
  }

  dragPans(pans: boolean): void {
    const tools = ToolGroupManager.getToolGroup(toolGroupName)
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
    this.#engine.resize(true, true)
  }

  close(): void {
    this.#element.removeEventListener(Enums.Events.IMAGE_RENDERED, this.#report)
    this.#element.removeEventListener('wheel', this.#wheel)
    ToolGroupManager.destroyToolGroup(toolGroupName)
    this.#engine.destroy()
    // Pixels of a patient do not outlive the case they belong to.
    cache.purgeCache()
    forgetPictures()
  }

  readonly #report = (): void => {
    if (this.#image === null) return
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

  #zoom(): number {
    const [a, b] = this.#sample()
    return Math.hypot(a, b)
  }

  #middle(): readonly [number, number] {
    return [this.#element.clientWidth / 2, this.#element.clientHeight / 2]
  }
}
