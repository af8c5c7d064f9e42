// `npm start`: sets up, builds, opens the workstation.
import { spawn } from 'node:child_process'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { main, nodeBinary, root, say } from './lib.mjs'
import { openInBrowser } from './openInBrowser.mjs'
import { buildWindow, setUpElectron, setUpNode } from './setup.mjs'

const run = (command, argumentsList) =>
  new Promise((resolve) => {
    const child = spawn(command, argumentsList, { cwd: root, stdio: 'inherit' })
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
    child.on('close', (code) => resolve(code ?? 1))
    child.on('error', () => resolve(127))
  })

await main(async (argumentsList) => {
  await setUpNode()
  await buildWindow()
  const electron = argumentsList.includes('--browser') ? null : await setUpElectron()
  if (electron !== null) return run(electron, ['.'])
  say('Electron could not be fetched, so the workstation opens in your browser instead: the same program, served only to this computer.')
  const store = process.env['CTW_STORE'] ?? join(homedir(), 'CTransCNN Workstation')
  return openInBrowser({ node: nodeBinary(), root, store })
})
