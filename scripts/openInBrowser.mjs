// Serves a store on the loopback address and shows the page. Goes into packages too, so it needs nothing but Node.
import { spawn, spawnSync } from 'node:child_process'

const say = (text) => process.stderr.write(`${text}\n`)

/** Ends with the exit code of the program; without a browser the address is printed. */
export function openInBrowser({ node, root, store }) {
  return new Promise((resolve) => {
    const child = spawn(node, ['--disable-warning=ExperimentalWarning', 'src-main/headless/cli.ts', 'serve', '--store', store, '--ask'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
    let line = ''
    child.stdout.on('data', (chunk) => {
      if (line.includes('\n')) return
      line += chunk
      if (line.includes('\n')) showPage(line)
    })
    child.on('error', () => resolve(127))
    child.on('close', (code) => resolve(code ?? 1))
  })
}

function showPage(line) {
  const { address, code } = JSON.parse(line.split('\n')[0])
  const page = `${address}/#code=${code}`
  const [command, argumentsList] = opener(page)
  if (command !== null) spawn(command, argumentsList, { stdio: 'ignore', detached: true }).unref()
  say(command === null ? `Open this address in a browser on this computer: ${page}` : `Opened ${page}`)
  say('Research use only. Not for diagnosis or treatment. Press Ctrl+C to end.')
}

function opener(page) {
  if (process.platform === 'win32') return ['cmd', ['/c', 'start', '', page]]
  if (process.platform === 'darwin') return ['open', [page]]
  const hasScreen = (process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']) !== undefined
  const canOpen = hasScreen && spawnSync('xdg-open', ['--version'], { stdio: 'ignore' }).status === 0
  return canOpen ? ['xdg-open', [page]] : [null, []]
}
