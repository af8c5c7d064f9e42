// `npm test`: sets up, then the static checks and every test: TypeScript, browser, Python. Ends with the sum.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkAll } from './check.mjs'
import { environmentPython, main, nodeBinary, root, runProgram, say } from './lib.mjs'
import { buildWindow, setUpChromium, setUpJudges, setUpNode, setUpPython } from './setup.mjs'

const results = join(root, 'test-results')

/** Counts of one vitest project; a run that ends before it wrote its report counts as one failure. */
async function vitest(project, environment) {
  const report = join(results, `${project}.json`)
  const argumentsList = ['node_modules/vitest/vitest.mjs', 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { code } = await runProgram(nodeBinary(), argumentsList, { environment })
  try {
    const counts = JSON.parse(readFileSync(report, 'utf8'))
    const failed = counts.numFailedTests + counts.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
    return { passed: counts.numPassedTests, failed: code === 0 ? failed : Math.max(failed, 1), skipped: counts.numPendingTests }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

/** Runs beside the others, each of which keeps little more than one core busy; it stands back for them. */
async function pytest() {
  const report = join(results, 'python.xml')
  const { code, output } = await runProgram(environmentPython(), ['-m', 'pytest', 'training/tests', '-q', '-rs', `--junitxml=${report}`], { quiet: true, yielding: true })
  say(output)
  try {
    const suite = /<testsuite [^>]*>/u.exec(readFileSync(report, 'utf8'))?.[0] ?? ''
    const number = (name) => Number(new RegExp(` ${name}="(\\d+)"`, 'u').exec(suite)?.[1] ?? 0)
    const failed = number('failures') + number('errors')
    return { passed: number('tests') - failed - number('skipped'), failed: code === 0 ? failed : Math.max(failed, 1), skipped: number('skipped') }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

await main(async () => {
  rmSync(results, { recursive: true, force: true })
  mkdirSync(results, { recursive: true })
  await setUpNode()
  await setUpPython()
  const failedChecks = await checkAll()
  await buildWindow()
  const chromium = await setUpChromium()
  if (chromium === null) say('No Chromium was found, so the browser tests will fail. Install Chromium, or name one in CTW_CHROMIUM.')
  const missing = await setUpJudges()
  if (missing.length > 0) say(`Not installed: ${missing.join(', ')}. The tests that need them are skipped.`)
  const python = pytest()
  const runs = [
    { passed: 0, failed: failedChecks.length, skipped: 0 },
    await vitest('unit', {}),
    await vitest('browser', { CTW_CHROMIUM: chromium ?? '' }),
    await python,
  ]
  const sum = (name) => runs.reduce((total, run) => total + run[name], 0)
  const summary = `${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`
  writeFileSync(join(results, 'summary.txt'), `${summary}\n`)
  say(failedChecks.length === 0 ? summary : `${summary} (not clean: ${failedChecks.join(', ')})`)
  return sum('failed') === 0 ? 0 : 1
})
