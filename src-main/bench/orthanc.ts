import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const binary = ['/usr/sbin/Orthanc', '/usr/bin/Orthanc', '/usr/local/sbin/Orthanc'].find((path) => existsSync(path))
const plugin = ['/usr/share/orthanc/plugins/libOrthancDicomWeb.so', '/usr/local/share/orthanc/plugins/libOrthancDicomWeb.so'].find((path) => existsSync(path))

/** false on a machine without Orthanc and its DICOMweb plugin (`npm test` installs them on Debian). */
export const hasOrthanc = binary !== undefined && plugin !== undefined

export interface Orthanc {
  /** Root of its DICOMweb services. */
  readonly url: string
  readonly user: string
  readonly password: string
  readonly dicomPort: number
  /** What its own door wants of a request. */
  readonly headers: Readonly<Record<string, string>>
  /** Stores a file through its own door. */
  readonly add: (file: Uint8Array) => Promise<string>
  /** How many instances it holds. */
  readonly count: () => Promise<number>
  readonly rest: (path: string, init?: RequestInit) => Promise<Response>
  readonly stop: () => Promise<void>
}

/** Where DICOM over TCP may go, by the name Orthanc knows it under. */
export type Modalities = Readonly<Record<string, readonly [string, string, number]>>

/** A real PACS on ports of its own with a store of its own. */
export async function startOrthanc(modalities: Modalities = {}): Promise<Orthanc> {
  const folder = mkdtempSync(join(tmpdir(), 'ctw-orthanc-'))
  const [httpPort, dicomPort] = [await freePort(), await freePort()]
  const [user, password] = ['ctw', 'lamp-of-the-kitchen']
  const settings = {
    Name: 'CTW-TEST', DefaultEncoding: 'Utf8', DicomAet: 'ORTHANC', HttpPort: httpPort, DicomPort: dicomPort, DicomModalities: modalities, DicomAlwaysAllowFind: true, DicomAlwaysAllowGet: true, DicomAlwaysAllowMove: true,
    RemoteAccessAllowed: false, AuthenticationEnabled: true, RegisteredUsers: { [user]: password }, OverwriteInstances: false,
    StorageDirectory: folder, IndexDirectory: folder, Plugins: [plugin], DicomWeb: { Enable: true, Root: '/dicom-web/' },
  }
  writeFileSync(join(folder, 'orthanc.json'), JSON.stringify(settings))
  const child = spawn(binary ?? '', [join(folder, 'orthanc.json')], { stdio: 'ignore' })
  const headers = { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
  const origin = `http://127.0.0.1:${httpPort}`
  const rest: Orthanc['rest'] = (path, init = {}) => fetch(`${origin}/${path}`, { ...init, headers: { ...headers, ...(init.headers as Record<string, string> | undefined) } })
  const stop = async (): Promise<void> => {
    await ended(child)
    rmSync(folder, { recursive: true, force: true })
  }
  await answering(() => rest('system'), child)
  return {
    url: `${origin}/dicom-web`,
    user,
    password,
    dicomPort,
    headers,
    rest,
    add: async (file) => ((await (await rest('instances', { method: 'POST', body: new Uint8Array(file) })).json()) as { ID: string }).ID,
    count: async () => ((await (await rest('statistics')).json()) as { CountInstances: number }).CountInstances,
    stop,
  }
}

async function answering(ask: () => Promise<Response>, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    if (await ask().then((answer) => answer.ok, () => false)) return
    await setTimeout(50)
  }
  throw new Error(`Orthanc ended with ${child.exitCode}`)
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}

/** A port that nothing listens at now. */
export function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
