import { fuzz } from './fuzz.ts'

/** `node test/fuzz/run.ts [SEED] [COUNT]`: a longer run than the tests', a line of JSON at the end. */
const [, , seed = '1', count = '100000', first = '0'] = process.argv
const begun = performance.now()
const report = await fuzz({ seed: Number(seed), first: Number(first), count: Number(count) })
process.stdout.write(`${JSON.stringify({ seed: Number(seed), ...report, seconds: Math.round((performance.now() - begun) / 1000) })}\n`)
process.exitCode = report.untyped.length === 0 ? 0 : 1
