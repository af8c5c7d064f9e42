/** Groups typed back from the printout. */
const askedGroups = 4

/** The printed groups of a recovery key. */
export const groupsOf = (recoveryKey: string): readonly string[] =>
  recoveryKey.split(/[\s-]+/u).filter((group) => group !== '')

/** Which groups to ask for: `askedGroups` different ones in reading order, drawn by `random` (0 … 1). */
export function chooseGroups(groupCount: number, random: () => number): readonly number[] {
  const left = Array.from({ length: groupCount }, (_, index) => index)
  const chosen: number[] = []
  while (chosen.length < askedGroups && left.length > 0) {
    chosen.push(...left.splice(Math.floor(random() * left.length), 1))
  }
  return chosen.toSorted((one, other) => one - other)
}

/** Whether what was typed is the group: case and surrounding blanks do not count. */
export const sameGroup = (typed: string, group: string): boolean => typed.trim().toUpperCase() === group.toUpperCase()
