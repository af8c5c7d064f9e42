// The licences of everything a package contains: packages that run, packages bundled into the window, Node.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileText, nodeBinary, root } from '../lib.mjs'

/** Development packages whose code the built window contains. */
const bundled = ['@cornerstonejs/core', '@cornerstonejs/tools', '@emotion/react', '@emotion/styled', '@mui/icons-material', '@mui/material', 'react', 'react-dom']

/** One file per licence text, named after its package. */
export function writeLicences(folder, packages) {
  mkdirSync(folder, { recursive: true })
  const paths = new Set([...packages, ...closure(bundled.map((name) => `node_modules/${name}`))])
  const lines = [...paths].toSorted().map(lineOf)
  writeFileSync(join(folder, 'index.txt'), `${['What this package is made of, and under which licences.', '', `Node.js ${nodeVersion()}: MIT and others, see node+LICENSE`, 'Noto Sans SC (font of reports): OFL-1.1, see noto-sans-sc+OFL.txt', ...lines].join('\n')}\n`)
  for (const path of paths) {
    const files = readdirSync(join(root, path)).filter((name) => /^(?:licen[cs]e|copying|notice|third)/iu.test(name))
    for (const file of files) copyFileSync(join(root, path, file), join(folder, `${path.replace('node_modules/', '').replaceAll('/', '+')}+${file.replace(/\.md$/u, '.txt')}`))
  }
  copyFileSync(join(root, 'resources/fonts/OFL.txt'), join(folder, 'noto-sans-sc+OFL.txt'))
  const nodeLicence = join(dirname(dirname(realpathSync(nodeBinary()))), 'LICENSE')
  if (existsSync(nodeLicence)) copyFileSync(nodeLicence, join(folder, 'node+LICENSE'))
}

function lineOf(path) {
  const { name, version, license, homepage = '' } = JSON.parse(fileText(`${path}/package.json`))
  return `${name} ${version}: ${license} ${homepage}`.trim()
}

const nodeVersion = () => spawnSync(nodeBinary(), ['--version'], { encoding: 'utf8' }).stdout.trim()

/** The packages and all they depend on, as they lie in the top folder. */
function closure(start) {
  const { packages } = JSON.parse(fileText('package-lock.json'))
  const found = new Set()
  const visit = (path) => {
    if (found.has(path) || !existsSync(join(root, path))) return
    found.add(path)
    for (const name of Object.keys(packages[path]?.dependencies ?? {})) visit(`node_modules/${name}`)
  }
  for (const path of start) visit(path)
  return found
}
