/** A value with its interval, where it has one. */
interface Bounded {
  readonly value: number
  readonly low?: number | undefined
  readonly high?: number | undefined
}

/** Three digits: an AUC from a few hundred cases has no more. */
export const formatFigure = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(3))

/** `0.801 (0.778 – 0.824)`. What has an interval is measured, and 1 is then no count. */
export function formatInterval({ value, low, high }: Bounded): string {
  if (low === undefined || high === undefined) return formatFigure(value)
  const [middle, from, to] = [value, low, high].map((bound) => bound.toFixed(3))
  return `${middle} (${from} – ${to})`
}

/** With a sign that is a minus and no hyphen: `−0.012 (−0.034 … +0.010)`. */
export const formatDifference = ({ value, low, high }: Required<Bounded>): string =>
  `${signed(value)} (${signed(low ?? value)} … ${signed(high ?? value)})`

function signed(value: number): string {
  const digits = Math.abs(value).toFixed(3)
  if (digits === '0.000') return digits
  return `${value < 0 ? '−' : '+'}${digits}`
}
