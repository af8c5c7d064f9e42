/** Two readers' answers to one label: how often each pair of answers came. */
export interface PairCounts {
  readonly bothPresent: number
  readonly firstOnly: number
  readonly secondOnly: number
  readonly bothAbsent: number
}

export interface Kappa {
  readonly value: number
  /** 95 %, within −1 … 1. */
  readonly low: number
  readonly high: number
}

/** With fewer the interval above means nothing. */
export const fewestPairs = 10

const z95 = 1.959_963_984_540_054

/**
 * Cohen's kappa, (p_o − p_e) / (1 − p_e), with its large-sample interval: variance by Fleiss, Cohen and Everitt,
 * Psychological Bulletin 72 (1969) 323–327. Where every pair agrees that variance is nothing, which no sample can show:
 * the lower end is then what up to 3/n unseen disagreements would give (the rule of three). null where kappa is not
 * defined, because both readers gave one and the same answer throughout, and for fewer than `fewestPairs`.
 */
export function cohensKappa({ bothPresent, firstOnly, secondOnly, bothAbsent }: PairCounts): Kappa | null {
  const pairs = bothPresent + firstOnly + secondOnly + bothAbsent
  if (pairs < fewestPairs) return null
  // p[i][j]: share of pairs in which the first reader answered i and the second j; 0 present, 1 absent.
  const p = [[bothPresent / pairs, firstOnly / pairs], [secondOnly / pairs, bothAbsent / pairs]] as const
  const ofFirst = [p[0][0] + p[0][1], p[1][0] + p[1][1]] as const
  const ofSecond = [p[0][0] + p[1][0], p[0][1] + p[1][1]] as const
  const observed = p[0][0] + p[1][1]
  const expected = ofFirst[0] * ofSecond[0] + ofFirst[1] * ofSecond[1]
  if (expected >= 1) return null
  const value = (observed - expected) / (1 - expected)
  if (observed === 1) return { value, low: Math.max(-1, (1 - 3 / pairs - expected) / (1 - expected)), high: 1 }
  const agreeing = ([0, 1] as const).reduce<number>((sum, i) => sum + p[i][i] * (1 - expected - (ofFirst[i] + ofSecond[i]) * (1 - observed)) ** 2, 0)
  const differing = (1 - observed) ** 2 * (p[0][1] * (ofSecond[0] + ofFirst[1]) ** 2 + p[1][0] * (ofSecond[1] + ofFirst[0]) ** 2)
  const rest = (observed * expected - 2 * expected + observed) ** 2
  const half = z95 * Math.sqrt(Math.max(0, agreeing + differing - rest) / (pairs * (1 - expected) ** 4))
  return { value, low: Math.max(-1, value - half), high: Math.min(1, value + half) }
}
