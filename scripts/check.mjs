// `npm run check`: every static check, two at a time; ends with one line per check.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { environmentPython, main, nodeBinary, root, runProgram, say, windows } from './lib.mjs'
import { setUpNode, setUpPython } from './setup.mjs'

const node = () => nodeBinary()
const tool = (path, ...rest) => [node(), [`node_modules/${path}`, ...rest]]
const python = (...rest) => [environmentPython(), ['-m', ...rest]]

/** Longest first, so that two lanes end together. */
const checks = () => [
  ['pyright', ...tool('pyright/index.js', '--project', 'training', '--pythonpath', environmentPython())],
  ['tsc renderer', ...tool('typescript/bin/tsc6', '-p', 'src-renderer')],
  ['knip', ...tool('knip/bin/knip.js')],
  ['dependency-cruiser', ...tool('dependency-cruiser/bin/dependency-cruiser.mjs', '--config', '.dependency-cruiser.cjs', 'src-shared', 'src-main', 'src-renderer', 'src-preload', 'test')],
  ['tsc main', ...tool('typescript/bin/tsc6', '-p', 'src-main')],
  ['tsc test', ...tool('typescript/bin/tsc6', '-p', 'test')],
  ['tsc shared', ...tool('typescript/bin/tsc6', '-p', 'src-shared')],
  ['tsc preload', ...tool('typescript/bin/tsc6', '-p', 'src-preload')],
  ['oxlint', ...tool('oxlint/bin/oxlint', '--deny-warnings')],
  ['ruff', ...python('ruff', 'check', 'training')],
  ['ruff format', ...python('ruff', 'format', '--check', '--quiet', 'training')],
]

export async function checkAll() {
  await setUpNode()
  await setUpPython()
  const waiting = checks()
  const failed = []
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, command, argumentsList] = next
      const { code, output } = await runProgram(command, argumentsList, { quiet: true, environment: { FORCE_COLOR: '0' } })
      say(`${code === 0 ? '✓' : '✗'} ${name}`)
      if (code !== 0) failed.push(name)
      if (code !== 0) say(output.trimEnd())
    }
  }
  await Promise.all([lane(), lane()])
  return failed
}

const direct = process.argv[1] !== undefined && existsSync(process.argv[1]) && join(root, 'scripts', 'check.mjs') === process.argv[1]
if (direct || (windows && process.argv[1]?.endsWith('check.mjs'))) {
  await main(async () => {
    const failed = await checkAll()
    say(failed.length === 0 ? 'Everything is clean.' : `Not clean: ${failed.join(', ')}.`)
    return failed.length === 0 ? 0 : 1
  })
}
