/** The package ships no declarations; this is the part used here. */
declare module 'linebreak' {
  interface Break {
    /** Index into the text, in UTF-16 units, at which a line may end. */
    readonly position: number
    readonly required: boolean
  }
  export default class LineBreaker {
    constructor(text: string)
    nextBreak(): Break | null
  }
}
