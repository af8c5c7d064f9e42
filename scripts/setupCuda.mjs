// `npm run setup:cuda`: brings ONNX Runtime's CUDA files, of the very version the engine runs, and CUDA's libraries.
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { environmentPython, main, root, runProgram, say, SetupError } from './lib.mjs'
import { setUpNode, setUpPython } from './setup.mjs'

const packages = join(root, '.cache', 'cuda')
const providerFolder = join(root, 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6', 'linux', 'x64')

await main(async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError('CUDA is set up on Linux x64 only. On Windows the engine uses DirectML, on macOS CoreML, without further files.')
  }
  await setUpNode()
  await setUpPython()
  rmSync(packages, { recursive: true, force: true })
  say('· CUDA files, about 1.5 GB …')
  const uv = join(root, '.cache', 'uv', 'bin', 'uv')
  const argumentsList = ['pip', 'install', '--quiet', '--no-deps', '--require-hashes', '--python', environmentPython(), '--target', packages, '-r', 'training/cuda-requirements.txt']
  const { code } = await runProgram(uv, argumentsList)
  if (code !== 0) throw new SetupError('The CUDA files could not be fetched. Check the connection to the Python package index and try again.')
  const libraries = [...sharedLibraries(join(packages, 'onnxruntime', 'capi')).filter((path) => /_providers_(cuda|shared)\.so$/u.test(path)), ...sharedLibraries(join(packages, 'nvidia'))]
  // Beside the engine's own library, where its loader looks for them.
  for (const path of libraries) link(path)
  say(`${libraries.length} libraries are in place. Start the workstation: its status line names CUDA, or says what is still missing (most often the NVIDIA driver).`)
  return 0
})

function sharedLibraries(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true })
    .filter((name) => /\.so(\.\d+)*$/u.test(name))
    .map((name) => join(folder, name))
}

function link(path) {
  mkdirSync(providerFolder, { recursive: true })
  const target = join(providerFolder, path.split('/').at(-1))
  rmSync(target, { force: true })
  symlinkSync(path, target)
}
