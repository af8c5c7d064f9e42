/** One browser for the tests and the benches: what is measured is what is tested. */
export { chromiumPath, launchChromium } from '../../../src-main/bench/chromium.ts'

/** The two ways in which the viewer draws, and the flags of a browser that has only the second. */
export const drawings = [
  ['WebGL', []],
  ['no WebGL', ['--disable-3d-apis', '--disable-software-rasterizer']],
] as const
