// The folder: the program's sources, the built window, models, production packages and the Node they run on.
import { chmodSync, cpSync, existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileText, nodeBinary, root } from '../lib.mjs'
import { writeLicences } from './licences.mjs'

export const version = JSON.parse(fileText('package.json')).version
export const packageName = () => `ctranscnn-workstation-${version}-${process.platform}-${process.arch}`

/** Writes the folder anew. */
export function writeProgram(folder) {
  rmSync(folder, { recursive: true, force: true })
  const app = join(folder, 'app')
  mkdirSync(join(folder, 'node', 'bin'), { recursive: true })
  cpSync(realpathSync(nodeBinary()), join(folder, 'node', 'bin', 'node'))
  for (const path of ['src-main', 'src-shared', 'models', 'resources/samples', 'resources/fonts', 'out/renderer']) copy(path, app, isProgram)
  for (const file of ['LICENSE', 'NOTICE', 'scripts/openInBrowser.mjs', 'scripts/package/workstation.mjs']) copy(file, app)
  const packages = productionPackages()
  for (const path of packages) copy(path, app, isNeeded)
  writeFileSync(join(app, 'package.json'), `${JSON.stringify({ name: 'ctranscnn-workstation', version, private: true, type: 'module' })}\n`)
  for (const language of ['en', 'zh-CN']) copy(`docs/user-guide.${language}.md`, folder)
  for (const file of ['LICENSE', 'NOTICE']) copy(file, folder)
  writeLicences(join(folder, 'licences'), packages)
  writeLauncher(join(folder, 'workstation'), 'app/scripts/package/workstation.mjs')
  writeLauncher(join(folder, 'ctw'), 'app/src-main/headless/cli.ts')
  writeFileSync(join(folder, 'README.txt'), readme)
}

function copy(path, to, filter = () => true) {
  cpSync(join(root, path), join(to, path), { recursive: true, filter: (source) => filter(source.slice(root.length + 1)) })
}

/** Tests and the Electron host stay behind. */
const isProgram = (path) => !path.endsWith('.test.ts') && !path.startsWith(join('src-main', 'electron')) && !path.endsWith('.map')

/** Packages carry binaries of other systems, sources of their native parts, tests and declarations: none of it runs. */
function isNeeded(path) {
  const runtimes = /onnxruntime-node\/bin\/napi-v\d+\/(?<system>[a-z0-9]+)(?:\/(?<processor>[a-z0-9]+))?/u.exec(path)
  if (runtimes !== null) {
    const { system, processor } = runtimes.groups
    return system === process.platform && (processor === undefined || processor === process.arch)
  }
  const prebuilt = /better-sqlite3\/prebuilds\/(?<name>.+)\.node$/u.exec(path)
  if (prebuilt !== null) return prebuilt.groups.name === `${process.platform}-${process.arch}`
  return !/better-sqlite3\/(?:deps|src)(?:\/|$)|onnxruntime-node\/script(?:\/|$)|libheif-js\/libheif(?:\/|$)|libheif-wasm\/libheif-bundle|\/tests?(?:\/|$)|\.(?:map|d\.ts|d\.mts|d\.cts)$/u.test(path)
}

/** Folders of what runs, as the lock file says: not for development only, and present for this platform. */
function productionPackages() {
  const { packages } = JSON.parse(fileText('package-lock.json'))
  const isRun = ([path, facts]) => path.startsWith('node_modules/') && !facts.dev && !facts.devOptional && !facts.link && existsSync(join(root, path))
  const brings = (path) => !/^node_modules\/(?:node-|@rollup\/)/u.test(path) || path === 'node_modules/node-addon-api'
  return Object.entries(packages).filter(isRun).map(([path]) => path).filter(brings)
}

function writeLauncher(path, entry) {
  const lines = ['#!/bin/sh', '# Research use only. Not for diagnosis or treatment.', 'here=$(dirname "$(readlink -f "$0")")', `exec "$here/node/bin/node" --disable-warning=ExperimentalWarning "$here/${entry}" "$@"`]
  writeFileSync(path, `${lines.join('\n')}\n`)
  chmodSync(path, 0o755)
}

const readme = `CTransCNN Workstation ${version}
Research use only. Not for diagnosis or treatment.
仅供研究使用，不用于诊断或治疗。

./workstation        opens the workstation in your browser, served only to this computer; nothing leaves it
./ctw --help         the command line: analyze, import, export, verify, serve, ...
docs/user-guide.en.md  the user guide
licences/            what this package is made of

Needs a 64-bit Linux with glibc 2.28 or newer and a browser (Chromium, Chrome, Edge or Firefox). No network.

./workstation        在浏览器中打开工作站，只服务于本机，数据不会离开本机
./ctw --help         命令行
docs/user-guide.zh-CN.md  用户手册
`
