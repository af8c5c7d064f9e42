import { byteOrderMark, csvText } from '../../../../src-shared/csv.ts'
import { saveFile } from '../../../ui/saveFile.ts'

export type Cell = string | number | null

/** Sharp on paper: a drawing of 420 units is printed about 7 cm wide. */
const pixelsPerUnit = 3

export const saveCsv = (columns: readonly string[], rows: readonly (readonly Cell[])[], name: string): void =>
  saveFile(`${name}.csv`, new Blob([byteOrderMark + csvText([columns, ...rows])], { type: 'text/csv;charset=utf-8' }))

/** A drawing on screen and the colours it takes on paper. */
export interface Drawing {
  readonly svg: SVGSVGElement
  readonly colours: ReadonlyMap<string, string>
}

export const saveSvg = (drawing: Drawing, name: string): void => saveFile(`${name}.svg`, svgBlob(drawing))

/** The drawing on a canvas, as PNG. */
export async function savePng(drawing: Drawing, name: string): Promise<void> {
  const address = URL.createObjectURL(svgBlob(drawing))
  try {
    const image = new Image()
    image.src = address
    await image.decode()
    const canvas = document.createElement('canvas')
    const { width, height } = drawing.svg.viewBox.baseVal
    canvas.width = width * pixelsPerUnit
    canvas.height = height * pixelsPerUnit
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    const png = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, 'image/png')
    })
    if (png === null) throw new Error('The canvas gave no picture.')
    saveFile(`${name}.png`, png)
  } finally {
    URL.revokeObjectURL(address)
  }
}

/** The drawing by itself, with a size of its own: a picture without one is drawn at some default. */
function svgBlob({ svg, colours }: Drawing): Blob {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const { width, height } = svg.viewBox.baseVal
  for (const part of [copy, ...copy.querySelectorAll('[fill], [stroke]')]) {
    for (const name of ['fill', 'stroke']) {
      const colour = colours.get(part.getAttribute(name) ?? '')
      if (colour !== undefined) part.setAttribute(name, colour)
    }
  }
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('width', String(width))
  copy.setAttribute('height', String(height))
  copy.removeAttribute('style')
  return new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' })
}
