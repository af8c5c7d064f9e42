/** Longer than this it is a note. */
export const mostTagCharacters = 40

/** A tag as it is kept: one line, single spaces, composed letters. Empty where nothing is left. */
export const tidyTag = (typed: string): string => typed.normalize('NFC').replaceAll(/\s+/gu, ' ').trim()

/** Two spellings with the same fold are one tag. */
export const foldTag = (tag: string): string => tidyTag(tag).toLocaleLowerCase('en')
