// `npm start`: sets up, builds, opens the workstation.
import { spawn } from 'node:child_process'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { has, main, nodeBinary, root, say, windows } from './lib.mjs'
import { buildWindow, setUpElectron, setUpNode } from './setup.mjs'

const run = (command, argumentsList, options = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, argumentsList, { cwd: root, stdio: 'inherit', ...options })
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
  return openInBrowser(store)
})

/** Serves on the loopback address and shows the page; without a browser the address is printed. */
function openInBrowser(store) {
  return new Promise((resolve) => {
    const child = spawn(nodeBinary(), ['--disable-warning=ExperimentalWarning', 'src-main/headless/cli.ts', 'serve', '--store', store, '--open'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
    let line = ''
    child.stdout.on('data', (chunk) => {
      if (line.includes('\n')) return
      line += chunk
      if (line.includes('\n')) showPage(line)
    })
    child.on('close', (code) => resolve(code ?? 1))
  })
}

function showPage(line) {
  const { address, code } = JSON.parse(line.split('\n')[0])
  const page = `${address}/#code=${code}`
  const opener = windows ? ['cmd', ['/c', 'start', '', page]] : process.platform === 'darwin' ? ['open', [page]] : ['xdg-open', [page]]
  const canOpen = windows || process.platform === 'darwin' || ((process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']) !== undefined && has('xdg-open'))
  if (canOpen) spawn(opener[0], opener[1], { stdio: 'ignore', detached: true }).unref()
  say(canOpen ? `Opened ${page}` : `Open this address in a browser on this computer: ${page}`)
  say('Research use only. Not for diagnosis or treatment. Press Ctrl+C to end.')
}
