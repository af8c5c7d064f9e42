import Pdf from 'pdfkit'
import type { ReportFont } from './font.ts'
import { linesOf, printable } from './lines.ts'

/** A4 in points of 1/72 inch. */
export const page = { widthPt: 595.28, heightPt: 841.89, marginPt: 42, footPt: 66 } as const
export const innerWidthPt = page.widthPt - 2 * page.marginPt
/** A line's height over its size: Chinese text needs air. */
const leading = 1.36
const headingGapPt = 6

export const colours = { ink: '#14181b', quiet: '#5a6268', rule: '#c9ced2', warning: '#8a1f11' } as const

export interface TextStyle {
  readonly sizePt: number
  readonly colour: string
}

export const styles = {
  title: { sizePt: 17, colour: colours.ink },
  heading: { sizePt: 10, colour: colours.ink },
  body: { sizePt: 8.5, colour: colours.ink },
  quiet: { sizePt: 7.5, colour: colours.quiet },
  small: { sizePt: 6.5, colour: colours.quiet },
  warning: { sizePt: 8.5, colour: colours.warning },
} as const satisfies Record<string, TextStyle>

/** Something with a height that is drawn as a whole. */
export interface Block {
  readonly heightPt: number
  readonly draw: (leftPt: number, topPt: number) => void
}

export interface SheetFacts {
  readonly title: string
  readonly subject: string
  readonly language: string
  readonly madeAt: string
}

/** Pages that are filled from the top; `topPt` is where the next thing goes. */
export class Sheet {
  readonly document: PDFKit.PDFDocument
  topPt: number = page.marginPt
  /** A character stands as its number somewhere: the page says so. */
  substituted = false
  readonly #font: ReportFont
  readonly #bytes: Promise<Uint8Array>

  constructor(font: ReportFont, { title, subject, language, madeAt }: SheetFacts) {
    this.#font = font
    this.document = new Pdf({
      size: 'A4',
      // The margin below is this class's own business: with one of its own the library would begin pages by itself.
      margin: 0,
      bufferPages: true,
      pdfVersion: '1.7',
      lang: language,
      displayTitle: true,
      // The declarations name paths only; the library takes bytes as well and then loads no font of its own.
      font: font.bytes as unknown as string,
      info: { Title: title, Subject: subject, Creator: 'CTransCNN Workstation', CreationDate: new Date(madeAt) },
    })
    this.#bytes = collect(this.document)
  }

  get roomPt(): number {
    return page.heightPt - page.footPt - this.topPt
  }

  newPage(): void {
    this.document.addPage()
    this.topPt = page.marginPt
  }

  /** Lines of a text as it can be shown, in this width. */
  lines(text: string, widthPt: number, { sizePt }: TextStyle): readonly string[] {
    const shown = printable(text, this.#font)
    this.substituted ||= shown.substituted
    return linesOf(shown.text, widthPt / sizePt, this.#font)
  }

  lineHeightPt({ sizePt }: TextStyle): number {
    return sizePt * leading
  }

  /** One line at a place; nothing is broken or cut. */
  line(text: string, place: readonly [leftPt: number, topPt: number], { sizePt, colour }: TextStyle): void {
    // Empty text would leave the library's cursor without a font.
    if (text !== '') this.document.fontSize(sizePt).fillColor(colour).text(text, ...place, { lineBreak: false })
  }

  /** A text in a width as one block. */
  block(text: string, widthPt: number, style: TextStyle): Block {
    return this.blockOf(this.lines(text, widthPt, style), style)
  }

  /** Lines that are broken already as one block. */
  blockOf(lines: readonly string[], style: TextStyle): Block {
    const lineHeightPt = this.lineHeightPt(style)
    return {
      heightPt: lines.length * lineHeightPt,
      draw: (leftPt, topPt) => lines.forEach((line, index) => this.line(line, [leftPt, topPt + index * lineHeightPt], style)),
    }
  }

  /** A text over the whole width, line by line, on as many pages as it needs. */
  flow(text: string, style: TextStyle): void {
    const lineHeightPt = this.lineHeightPt(style)
    for (const line of this.lines(text, innerWidthPt, style)) {
      if (this.roomPt < lineHeightPt) this.newPage()
      this.line(line, [page.marginPt, this.topPt], style)
      this.topPt += lineHeightPt
    }
  }

  /** A heading with room for what must stand under it on the same page. */
  heading(text: string, roomBelowPt: number): void {
    const block = this.block(text, innerWidthPt, styles.heading)
    this.topPt += headingGapPt
    if (this.roomPt < block.heightPt + headingGapPt / 2 + roomBelowPt) this.newPage()
    block.draw(page.marginPt, this.topPt)
    this.topPt += block.heightPt + headingGapPt / 2
  }

  rule(topPt: number, leftPt: number = page.marginPt, widthPt: number = innerWidthPt): void {
    this.document.lineWidth(0.5).strokeColor(colours.rule).moveTo(leftPt, topPt).lineTo(leftPt + widthPt, topPt).stroke()
  }

  /** Draws `foot` on every page and ends the document. */
  async finish(foot: (page: number, pages: number) => void): Promise<{ readonly bytes: Uint8Array; readonly pages: number }> {
    const { count } = this.document.bufferedPageRange()
    for (let index = 0; index < count; index += 1) {
      this.document.switchToPage(index)
      foot(index + 1, count)
    }
    this.document.end()
    return { bytes: await this.#bytes, pages: count }
  }
}

function collect(document: PDFKit.PDFDocument): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  return new Promise((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk))
    document.on('end', () => resolve(Buffer.concat(chunks)))
    document.on('error', reject)
  })
}
