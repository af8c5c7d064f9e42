// `npm run --silent ctw -- …` and `npm run --silent ctranscnn -- …`: sets up what the command needs, then runs it.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { environmentPython, main, nodeBinary, root, SetupError } from './lib.mjs'
import { buildWindow, setUpNode, setUpPython } from './setup.mjs'

const programs = {
  ctw: async (rest) => {
    await setUpNode()
    if (rest[0] === 'bench') {
      await setUpPython()
      await buildWindow()
    }
    return [nodeBinary(), ['--disable-warning=ExperimentalWarning', join(root, 'src-main', 'headless', 'cli.ts'), ...rest]]
  },
  ctranscnn: async (rest) => {
    await setUpPython()
    return [environmentPython(), ['-m', 'ctranscnn', ...rest]]
  },
}

await main(async ([name, ...rest]) => {
  const prepare = Object.hasOwn(programs, name ?? '') ? programs[name] : undefined
  if (prepare === undefined) throw new SetupError('Say which program to run: ctw or ctranscnn.')
  const [command, argumentsList] = await prepare(rest)
  return new Promise((resolve) => {
    // Paths given to the command are relative to where it was called from.
    const child = spawn(command, argumentsList, { cwd: process.env['INIT_CWD'] ?? root, stdio: 'inherit' })
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
    child.on('close', (code) => resolve(code ?? 1))
  })
})
