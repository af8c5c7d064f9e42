// Plain JavaScript: these files run on the system's Node (20 or newer) before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
export const windows = process.platform === 'win32'
const stamps = join(root, '.cache', 'setup')

/** Ends the program with one sentence that says what to do. */
export class SetupError extends Error {}

export const say = (text) => process.stderr.write(`${text}\n`)

/** Runs a step unless what it depends on is as it was; shows how long it took. */
export async function step(name, inputs, run, stillThere = () => true) {
  const stamp = join(stamps, name.replaceAll(/[^a-z0-9]+/giu, '-'))
  const key = createHash('sha256').update(JSON.stringify(inputs)).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key && stillThere()) return false
  const started = process.hrtime.bigint()
  say(`· ${name} …`)
  await run()
  mkdirSync(stamps, { recursive: true })
  writeFileSync(stamp, key)
  say(`  ${name}: done in ${((Number(process.hrtime.bigint() - started) / 1e9)).toFixed(0)} s`)
  return true
}

/**
 * Runs a program to its end; its output goes to standard error, so that standard output stays the command's own, or is
 * answered if `quiet`. One that is `yielding` leaves the processor to others.
 */
export function runProgram(command, argumentsList, { limitSeconds, environment, quiet = false, yielding = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, argumentsList, {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ['ignore', quiet ? 'pipe' : process.stderr, quiet ? 'pipe' : process.stderr],
      shell: windows && command.endsWith('.cmd'),
    })
    if (yielding && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL)
    let output = ''
    child.stdout?.on('data', (chunk) => (output += chunk))
    child.stderr?.on('data', (chunk) => (output += chunk))
    const timer = limitSeconds === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), limitSeconds * 1000)
    const finish = (code) => {
      clearTimeout(timer)
      resolve({ code: code ?? 1, output })
    }
    child.on('error', () => finish(127))
    child.on('close', finish)
  })
}

export const fileText = (path) => readFileSync(join(root, path), 'utf8')

/** Path, size and change time of every file below the folders: what a build depends on. */
export function treeState(folders) {
  const list = []
  const visit = (path) => {
    const facts = statSync(path)
    if (!facts.isDirectory()) return void list.push([path, facts.size, facts.mtimeMs])
    for (const name of readdirSync(path).toSorted()) visit(join(path, name))
  }
  for (const folder of folders) visit(join(root, folder))
  return list
}

/** The Node the workstation runs on: the one the lock file brings; where none is brought (macOS), the system's. */
export function nodeBinary() {
  const brought = join(root, 'node_modules', '.bin', windows ? 'node.cmd' : 'node')
  if (existsSync(brought)) return brought
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath
  throw new SetupError(`Node.js ${process.versions.node} is too old to run the workstation. Install Node.js 24 and try again.`)
}

export const environmentPython = () =>
  join(root, 'training', '.venv', windows ? 'Scripts' : 'bin', windows ? 'python.exe' : 'python')

export const has = (command, argumentsList = ['--version']) =>
  spawnSync(command, argumentsList, { stdio: 'ignore' }).status === 0

/** Runs a script's main function; a SetupError ends it with its sentence and code 3. */
export async function main(body) {
  try {
    process.exitCode = await body(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(error.message)
    process.exitCode = 3
  }
}
