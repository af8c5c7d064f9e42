/** Constants of the factorisation in 13-bit fixed point. */
const CONSTANT_BITS = 13
const fixed = (value: number): number => Math.round(value * 2 ** CONSTANT_BITS)
const f0298 = fixed(0.298631336)
const f0390 = fixed(0.390180644)
const f0541 = fixed(0.5411961)
const f0765 = fixed(0.765366865)
const f0899 = fixed(0.899976223)
const f1175 = fixed(1.175875602)
const f1501 = fixed(1.501321110)
const f1847 = fixed(1.847759065)
const f1961 = fixed(1.961570560)
const f2053 = fixed(2.053119869)
const f2562 = fixed(2.562915447)
const f3072 = fixed(3.072711026)

/** Bits kept between the two passes: one, so that 12-bit samples fit 32 bits. */
const PASS_BITS = 1

/**
 * The inverse DCT of a dequantized 8 × 8 block, in place: the factorisation of Loeffler, Ligtenberg and Moschytz (ICASSP
 * 1989, pp. 988–991) in whole numbers of the same widths as the reference implementation for 12 bits has, so that both
 * agree to the last level. The level shift is left to the caller.
 */
export function inverseDct(block: Int32Array): void {
  for (let column = 0; column < 8; column += 1) pass(block, column, { step: 8, shift: CONSTANT_BITS - PASS_BITS })
  for (let row = 0; row < 64; row += 8) pass(block, row, { step: 1, shift: CONSTANT_BITS + PASS_BITS + 3 })
}

/** Eight values, `step` apart, from frequencies to samples, rounded down by `shift` bits. */
function pass(block: Int32Array, start: number, { step, shift }: { readonly step: number; readonly shift: number }): void {
  const at = (index: number): number => block[start + index * step] ?? 0
  const rounding = 2 ** (shift - 1)
  const set = (index: number, value: number): void => {
    block[start + index * step] = (value + rounding) >> shift
  }
  const [even0, even1, even2, even3] = even(at(0), at(2), at(4), at(6))
  const [odd0, odd1, odd2, odd3] = odd(at(1), at(3), at(5), at(7))
  set(0, even0 + odd0)
  set(7, even0 - odd0)
  set(1, even1 + odd1)
  set(6, even1 - odd1)
  set(2, even2 + odd2)
  set(5, even2 - odd2)
  set(3, even3 + odd3)
  set(4, even3 - odd3)
}

type Four = readonly [number, number, number, number]

function even(v0: number, v2: number, v4: number, v6: number): Four {
  const turned = (v2 + v6) * f0541
  const low = turned - v6 * f1847
  const high = turned + v2 * f0765
  const sum = (v0 + v4) * 2 ** CONSTANT_BITS
  const difference = (v0 - v4) * 2 ** CONSTANT_BITS
  return [sum + high, difference + low, difference - low, sum - high]
}

function odd(v1: number, v3: number, v5: number, v7: number): Four {
  const turned = (v7 + v3 + v5 + v1) * f1175
  const outer = (v7 + v1) * -f0899
  const inner = (v5 + v3) * -f2562
  const upper = (v7 + v3) * -f1961 + turned
  const lower = (v5 + v1) * -f0390 + turned
  return [v1 * f1501 + outer + lower, v3 * f3072 + inner + upper, v5 * f2053 + inner + lower, v7 * f0298 + outer + upper]
}
