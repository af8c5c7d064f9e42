/** Rounds a fact to a few digits: it is shown to people. */
export function rounded(value: number, digits = 1): number {
  const scale = 10 ** digits
  return Math.round(value * scale) / scale
}

/** Held within 0 … 1, with two digits: confidences and scores. */
export const unit = (value: number): number => rounded(Math.min(1, Math.max(0, value)), 2)
