/** One browser for the tests and the benches: what is measured is what is tested. */
export { chromiumPath, launchChromium } from '../../../src-main/bench/chromium.ts'
