import { tongueRules, type TongueRules } from './tongueRules.ts'
import type { TongueSigns } from './tongueSigns.ts'

/**
 * What the measured signs say to the labels of `tongue-signs`: label key -> present or not. A label that nothing is
 * measured for, and one whose sign could not be seen, is not among them.
 */
export function signCalls(signs: TongueSigns, { calls }: TongueRules = tongueRules): ReadonlyMap<string, boolean> {
  const { bodyColour, coatingColour, coatingGrade, greasy, toothMarks, cracks, spots, enlarged, thin, deviationDeg } = signs
  const said = new Map<string, boolean>()
  const say = (label: string, value: boolean | null): void => {
    if (value !== null) said.set(label, value)
  }
  const from = (value: number | null, limit: number): boolean | null => (value === null ? null : value >= limit)
  const named = (name: string | null, wanted: string): boolean | null => (name === null ? null : name === wanted)
  for (const name of ['pale', 'pale-red', 'red', 'crimson', 'blue-purple']) say(`body-${name}`, named(bodyColour.name, name))
  for (const name of ['white', 'yellow', 'grey-black']) say(`coating-${name}`, named(coatingColour.name, name))
  for (const grade of ['none', 'thin', 'thick']) say(`coating-${grade}`, named(coatingGrade.value, grade))
  say('greasy', from(greasy.score, calls.greasy))
  say('curdy', from(signs.curdy?.score ?? null, calls.curdy))
  say('peeled', from(signs.peeled?.score ?? null, calls.peeled))
  say('enlarged', from(enlarged.score, calls.enlarged))
  say('thin', from(thin.score, calls.thin))
  say('tooth-marked', from(toothMarks.score, calls.toothMarked))
  say('cracked', from(cracks.score, calls.cracked))
  say('stasis-spots', from(spots.stasis, calls.stasisSpots))
  say('spots-prickles', from(spots.prickles, calls.prickles))
  say('deviated', deviationDeg.value === null ? null : Math.abs(deviationDeg.value) >= calls.deviatedDeg)
  const { sublingualVeins } = signs
  if (sublingualVeins !== undefined && sublingualVeins.reason === null) {
    const veins = [sublingualVeins.left, sublingualVeins.right].flatMap((vein) => vein ?? [])
    const thick = veins.some(({ widthShare }) => widthShare >= calls.veinsThickShare)
    const tortuous = veins.some(({ tortuosity }) => tortuosity >= calls.veinsTortuous)
    say('sublingual-veins-thick', thick)
    say('sublingual-veins-tortuous', tortuous)
    say('sublingual-veins-normal', !thick && !tortuous)
  }
  return said
}
