/** Numbers in [0, 1), the same for the same seed: 32-bit xorshift with shifts 13, 17, 5 (Marsaglia, 2003). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
