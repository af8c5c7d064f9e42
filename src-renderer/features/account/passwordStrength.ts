/** What a password is worth against guessing. Only a hint while typing: the services decide what is accepted. */
export type Strength = 'tooShort' | 'weak' | 'fair' | 'strong'

export const shortestPassword = 8
const fairBits = 50
const strongBits = 70

/**
 * Estimates guessing work in bits: the length times the bits of the kinds of characters used, where repeated and
 * successive characters (aaa, 1234, dcba) count for almost nothing.
 */
export function passwordStrength(password: string): Strength {
  const characters = [...password]
  if (characters.length < shortestPassword) return 'tooShort'
  const bits = Math.log2(alphabetSize(password)) * surprisingCharacters(characters)
  if (bits >= strongBits) return 'strong'
  return bits >= fairBits ? 'fair' : 'weak'
}

function alphabetSize(password: string): number {
  const kinds: readonly (readonly [RegExp, number])[] = [
    [/\p{Ll}/u, 26],
    [/\p{Lu}/u, 26],
    [/\d/u, 10],
    [/\p{Lo}/u, 1000],
    [/[^\p{L}\d]/u, 30],
  ]
  return kinds.reduce((size, [kind, members]) => size + (kind.test(password) ? members : 0), 1)
}

/** Characters that do not follow from the one before. */
function surprisingCharacters(characters: readonly string[]): number {
  const follows = characters.filter((character, index) => {
    const step = (character.codePointAt(0) ?? 0) - (characters[index - 1]?.codePointAt(0) ?? Number.NaN)
    return Math.abs(step) <= 1
  })
  return characters.length - 0.9 * follows.length
}
