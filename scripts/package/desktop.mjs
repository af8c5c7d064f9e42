// The desktop build by electron-builder (resources/electron-builder.json).
import { join } from 'node:path'
import { nodeBinary, root, runProgram, SetupError } from '../lib.mjs'

/** Builds into `out/electron`. `electronDist` names an unpacked Electron; without it the fetched one is used. */
export async function buildDesktop(out, electronDist = join(root, 'node_modules', 'electron', 'dist')) {
  const target = join(out, 'electron')
  const argumentsList = [
    'node_modules/electron-builder/cli.js',
    '--dir',
    '--config',
    'resources/electron-builder.json',
    `-c.electronDist=${electronDist}`,
    `-c.directories.output=${target}`,
  ]
  const { code, output } = await runProgram(nodeBinary(), argumentsList, { quiet: true })
  if (code !== 0) throw new SetupError(`The desktop build failed: ${output.slice(-4000)}`)
  return `${target}: the desktop build`
}
