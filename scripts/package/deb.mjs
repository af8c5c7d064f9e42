// A Debian package of the folder: /opt/ctranscnn-workstation, two commands, an entry in the menu.
import { chmodSync, cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root, runProgram, SetupError } from '../lib.mjs'
import { version } from './program.mjs'

const home = 'opt/ctranscnn-workstation'
const architectures = { x64: 'amd64', arm64: 'arm64' }

/** Writes the package beside the folder and answers its path. */
export async function writeDeb(folder, out) {
  const staging = join(out, '.deb')
  rmSync(staging, { recursive: true, force: true })
  mkdirSync(join(staging, 'DEBIAN'), { recursive: true })
  cpSync(folder, join(staging, home), { recursive: true, verbatimSymlinks: true })
  mkdirSync(join(staging, 'usr/bin'), { recursive: true })
  symlinkSync(`/${home}/ctw`, join(staging, 'usr/bin/ctw'))
  symlinkSync(`/${home}/workstation`, join(staging, 'usr/bin/ctranscnn-workstation'))
  const icons = join(staging, 'usr/share/icons/hicolor/scalable/apps')
  mkdirSync(icons, { recursive: true })
  cpSync(join(root, 'resources/icon.svg'), join(icons, 'ctranscnn-workstation.svg'))
  mkdirSync(join(staging, 'usr/share/applications'), { recursive: true })
  writeFileSync(join(staging, 'usr/share/applications/ctranscnn-workstation.desktop'), menuEntry)
  writeFileSync(join(staging, 'DEBIAN/control'), control())
  chmodSync(join(staging, 'DEBIAN'), 0o755)
  const file = join(out, `${basename(folder)}.deb`)
  const { code, output } = await runProgram('dpkg-deb', ['-Zgzip', '-z6', '--root-owner-group', '--build', staging, file], { quiet: true })
  rmSync(staging, { recursive: true, force: true })
  if (code !== 0) throw new SetupError(`The Debian package could not be made: ${output.slice(-2000)}`)
  return `${file}: sudo apt install ./${basename(file)}`
}

const control = () => `Package: ctranscnn-workstation
Version: ${version}
Architecture: ${architectures[process.arch] ?? process.arch}
Section: science
Priority: optional
Depends: libc6 (>= 2.28), libstdc++6
Recommends: chromium | firefox-esr | firefox | google-chrome-stable
Maintainer: CTransCNN Workstation <ctranscnn-workstation@localhost>
Description: annotation and AI-assisted review of clinical images, offline
 Labels tongue photos and chest films with the help of a model.
 Research use only. Not for diagnosis or treatment.
`

const menuEntry = `[Desktop Entry]
Type=Application
Name=CTransCNN Workstation
Name[zh_CN]=CTransCNN 工作站
Comment=Research use only. Not for diagnosis or treatment.
Comment[zh_CN]=仅供研究使用，不用于诊断或治疗。
Exec=ctranscnn-workstation
Icon=ctranscnn-workstation
Terminal=true
Categories=Science;MedicalSoftware;
`
