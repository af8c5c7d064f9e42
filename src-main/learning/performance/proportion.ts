import type { Proportion } from '../../../src-shared/contract/performance.ts'

/** Two-sided 95 %, as in the training code. */
const deviations = 1.96

/**
 * A share with Wilson's interval (JASA 1927): unlike the usual one it stays within 0 and 1 and does not vanish where all
 * or none of a few cases count. null of no cases.
 */
export function proportion(count: number, of: number): Proportion | null {
  if (of === 0) return null
  const value = count / of
  const square = deviations ** 2
  const middle = (value + square / (2 * of)) / (1 + square / of)
  const spread = (deviations / (1 + square / of)) * Math.sqrt((value * (1 - value)) / of + square / (4 * of ** 2))
  return { count, of, value, low: Math.max(0, middle - spread), high: Math.min(1, middle + spread) }
}
