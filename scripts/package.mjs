// `npm run package`: a folder for this platform that needs no Node, no npm and no network, and a Debian package of it.
// `npm run package -- --electron`: the desktop build by electron-builder, where Electron's binary can be had.
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { has, main, root, say, SetupError } from './lib.mjs'
import { writeDeb } from './package/deb.mjs'
import { buildDesktop } from './package/desktop.mjs'
import { packageName, writeProgram } from './package/program.mjs'
import { buildWindow, setUpElectron, setUpNode } from './setup.mjs'

function read(argumentsList) {
  try {
    const { values } = parseArgs({ args: argumentsList, options: { out: { type: 'string' }, electron: { type: 'boolean' }, 'electron-dist': { type: 'string' } } })
    return values
  } catch (error) {
    throw new SetupError(`${error.message} Known: --out FOLDER, --electron, --electron-dist FOLDER.`)
  }
}

await main(async (argumentsList) => {
  const { out: wanted = join(root, 'dist'), electron = false, 'electron-dist': electronDist } = read(argumentsList)
  const out = resolve(process.env['INIT_CWD'] ?? root, wanted)
  await setUpNode()
  await buildWindow()
  mkdirSync(out, { recursive: true })
  if (electronDist !== undefined || electron) {
    if (electronDist === undefined && (await setUpElectron()) === null) {
      throw new SetupError('Electron could not be fetched, so the desktop build cannot be made. The package without Electron (npm run package) needs nothing.')
    }
    say(await buildDesktop(out, electronDist))
    return 0
  }
  if (process.platform !== 'linux') throw new SetupError('Packages are made on Linux only for now. On this system start from the sources: npm start.')
  const folder = join(out, packageName())
  writeProgram(folder)
  say(`${folder}: unpack it anywhere and start ./workstation`)
  if (has('dpkg-deb')) say(await writeDeb(folder, out))
  else say('dpkg-deb is not here: no Debian package was made.')
  return 0
})
