import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { environmentPython, fileText, has, nodeBinary, root, runProgram, say, SetupError, step, treeState, windows } from './lib.mjs'

/** npm packages, exactly as the lock file says. */
export async function setUpNode() {
  const [major = 0] = process.versions.node.split('.').map(Number)
  if (major < 20) throw new SetupError(`Node.js ${process.versions.node} is too old. Install Node.js 20 or newer and try again.`)
  const npm = windows ? 'npm.cmd' : 'npm'
  await step(
    'Node packages',
    [fileText('package-lock.json'), fileText('package.json')],
    async () => {
      const { code } = await runProgram(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
      if (code !== 0) throw new SetupError('The Node packages could not be installed. Check the connection to the npm registry and try again.')
    },
    () => existsSync(join(root, 'node_modules', '.package-lock.json')),
  )
  nodeBinary()
}

/** training/.venv, exactly as the hashed requirements say. */
export async function setUpPython() {
  await step(
    'Python packages for training',
    [fileText('training/requirements.txt'), fileText('training/uv-requirements.txt'), fileText('training/pyproject.toml')],
    installPython,
    () => existsSync(environmentPython()),
  )
}

async function installPython() {
  const python = findPython()
  const tools = join(root, '.cache', 'uv')
  const toolsPython = join(tools, windows ? 'Scripts' : 'bin', windows ? 'python.exe' : 'python')
  if (!existsSync(toolsPython) || !has(toolsPython, ['-m', 'pip', '--version'])) {
    const made = await runProgram(python, ['-m', 'venv', '--clear', tools])
    if (made.code !== 0) throw new SetupError('Python cannot make virtual environments. Install its venv module (on Debian: apt install python3-venv) and try again.')
  }
  const failed = 'The Python packages could not be installed. Check the connection to the Python package index and try again.'
  const run = async (command, argumentsList) => {
    const { code } = await runProgram(command, argumentsList)
    if (code !== 0) throw new SetupError(failed)
  }
  await run(toolsPython, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes', '-r', 'training/uv-requirements.txt'])
  const uv = join(tools, windows ? 'Scripts' : 'bin', windows ? 'uv.exe' : 'uv')
  await run(uv, ['venv', '--quiet', '--clear', '--python', python, 'training/.venv'])
  await run(uv, ['pip', 'sync', '--quiet', '--python', environmentPython(), 'training/requirements.txt'])
  await run(uv, ['pip', 'install', '--quiet', '--python', environmentPython(), '--no-deps', '--no-build-isolation', '-e', 'training'])
}

function findPython() {
  const names = windows ? ['python', 'py'] : ['python3.11', 'python3']
  const script = 'import sys; print(sys.version_info[:2] == (3, 11) and sys.executable or "")'
  for (const name of names) {
    const found = spawnSync(name, ['-c', script], { encoding: 'utf8' })
    if (found.status === 0 && found.stdout.trim() !== '') return found.stdout.trim()
  }
  throw new SetupError('Python 3.11 was not found. Install it (python.org, or your system\'s package manager) and try again.')
}

/** The window's files and, for Electron, the main process and the preload. */
export async function buildWindow() {
  const sources = ['src-renderer', 'src-shared', 'src-main', 'src-preload', 'electron.vite.config.ts', 'package-lock.json']
  await step(
    'Build',
    treeState(sources),
    async () => {
      const { code, output } = await runProgram(nodeBinary(), ['node_modules/electron-vite/bin/electron-vite.js', 'build'], { quiet: true })
      if (code !== 0) throw new SetupError(`The build failed:\n${output.slice(-4000)}`)
    },
    () => existsSync(join(root, 'out', 'renderer', 'index.html')),
  )
}

const chromiumNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Path of a system Chromium for the browser tests; installed where this is root on Debian. */
export async function setUpChromium() {
  const found = findChromium()
  if (found !== null) return found
  await installDebian('Chromium for the browser tests', ['chromium'])
  return findChromium()
}

/** Programs of other people that tests hold ours against or speak to, by the Debian package that brings each. */
const judges = {
  dcmtk: () => isCommand('dsrdump'),
  dicom3tools: () => isCommand('dciodvfy'),
  'libheif-examples': () => isCommand('heif-enc'),
  orthanc: () => isCommand('Orthanc') || existsSync('/usr/sbin/Orthanc'),
  'orthanc-dicomweb': () => existsSync('/usr/share/orthanc/plugins/libOrthancDicomWeb.so'),
}

const isCommand = (name) => spawnSync(windows ? 'where' : 'which', [name]).status === 0

/** Installs those that are missing where this is root on Debian; answers the packages that are still missing. */
export async function setUpJudges() {
  const missing = () => Object.keys(judges).filter((name) => !judges[name]())
  if (missing().length > 0) await installDebian('DICOM and HEIC tools for the tests', missing())
  return missing()
}

async function installDebian(what, packages) {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return
  say(`· ${what} …`)
  await runProgram('apt-get', ['update', '-qq'], { quiet: true })
  await runProgram('apt-get', ['install', '-y', '-qq', ...packages], { quiet: true, environment: { DEBIAN_FRONTEND: 'noninteractive' } })
}

function findChromium() {
  const given = process.env['CTW_CHROMIUM']
  if (given !== undefined && existsSync(given)) return given
  const search = windows ? 'where' : 'which'
  for (const name of chromiumNames) {
    const found = spawnSync(search, [name], { encoding: 'utf8' })
    if (found.status === 0) return found.stdout.trim().split('\n')[0]
  }
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
  return existsSync(mac) ? mac : null
}

/** Path of Electron's own binary, fetched once; null where it cannot be had within a minute. */
export async function setUpElectron() {
  const folder = join(root, 'node_modules', 'electron')
  const path = () => {
    const file = join(folder, 'path.txt')
    return existsSync(file) ? join(folder, 'dist', fileText('node_modules/electron/path.txt').trim()) : null
  }
  const present = path()
  if (present !== null && existsSync(present)) return present
  say('· Electron, fetched once (at most 60 s) …')
  await runProgram(nodeBinary(), ['node_modules/electron/install.js'], { limitSeconds: 60, quiet: true })
  const fetched = path()
  return fetched !== null && existsSync(fetched) ? fetched : null
}
