import { plantedRun } from './canaries.ts'

/** `node test/fuzz/runCanaries.ts [SEED] [COUNT] [FIRST]`: a longer run than the tests', a line of JSON at the end. */
const [, , seed = '1', count = '10000', first = '0'] = process.argv
const begun = performance.now()
const report = await plantedRun({ seed: Number(seed), first: Number(first), count: Number(count) })
process.stdout.write(`${JSON.stringify({ seed: Number(seed), ...report, seconds: Math.round((performance.now() - begun) / 1000) })}\n`)
process.exitCode = report.found.length === 0 && report.otherPixels.length === 0 ? 0 : 1
