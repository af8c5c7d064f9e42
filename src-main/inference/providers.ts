import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { ProviderAttempt } from '../../src-shared/contract/models.ts'
import { type Provider, providers } from '../../src-shared/domain/analysis.ts'

/** A provider that cannot work here, known without loading anything. */
export type Absence = Pick<ProviderAttempt, 'provider' | 'reason'>

export interface Machine {
  readonly platform: NodeJS.Platform
  readonly architecture: string
  /** Whether a file or folder is there. */
  readonly has: (file: string) => boolean
  /** Folder of ONNX Runtime's native files for this platform. */
  readonly runtimeFolder: string
}

/** The machine this process runs on. */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    architecture: process.arch,
    has: existsSync,
    runtimeFolder: runtimeFolder(),
  }
}

function runtimeFolder(): string {
  const home = path.dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'))
  const binaries = path.join(home, 'bin')
  const version = existsSync(binaries) ? readdirSync(binaries).find((entry) => entry.startsWith('napi-')) : undefined
  return path.join(binaries, version ?? '', process.platform, process.arch)
}

/**
 * Why a provider cannot be on this machine, or null where it is worth a try. Trying is done elsewhere and guarded: a
 * driver may crash or hang the process that asks it.
 */
export function absenceOf(provider: Provider, machine: Machine): string | null {
  switch (provider) {
    case 'cuda':
      return cudaAbsence(machine)
    case 'dml':
      return machine.platform === 'win32' ? null : 'DirectML is a part of Windows'
    case 'coreml':
      return machine.platform === 'darwin' ? null : 'CoreML is a part of macOS'
    case 'webgpu':
      return webgpuAbsence(machine)
    case 'cpu':
      return null
    default:
      return provider satisfies never
  }
}

function cudaAbsence({ platform, architecture, has, runtimeFolder: folder }: Machine): string | null {
  if (platform !== 'linux' || architecture !== 'x64') return 'ONNX Runtime has CUDA for Linux x64 only'
  const missing = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'].find(
    (library) => !has(path.join(folder, library)),
  )
  if (missing !== undefined) return `${missing} not found: npm run setup:cuda installs it`
  return has('/dev/nvidiactl') || has('/dev/dxg') ? null : 'no NVIDIA device (/dev/nvidiactl not found)'
}

function webgpuAbsence({ platform, has }: Machine): string | null {
  if (platform !== 'linux') return null
  const devices = ['/dev/dri', '/dev/nvidiactl', '/dev/dxg']
  return devices.some(has) ? null : 'no graphics device (/dev/dri not found)'
}

/** Providers in the order they are tried, split into those worth a guarded try and those that cannot be here. */
export function surveyProviders(choice: 'auto' | 'cpu', machine: Machine): { candidates: Provider[]; absent: Absence[] } {
  const candidates: Provider[] = []
  const absent: Absence[] = []
  for (const provider of providers) {
    if (provider === 'cpu') continue
    const reason = choice === 'cpu' ? 'only the CPU was asked for' : absenceOf(provider, machine)
    if (reason === null) candidates.push(provider)
    else absent.push({ provider, reason })
  }
  return { candidates, absent }
}

/** The telling part of a driver's or loader's message: the library that is missing, or its first line, without paths. */
export function shortReason(message: string): string {
  const library = /([A-Za-z0-9_.+-]+\.so(?:\.\d+)*): cannot open shared object file/u.exec(
    message.replaceAll(/\S*libonnxruntime_providers_\w+\.so with error:/gu, ''),
  )
  if (library?.[1] !== undefined) return `${library[1]} not found`
  const line = message.split('\n').find((part) => part.trim() !== '') ?? ''
  return line.replaceAll(/(?:\/[\w.@+-]+){2,}/gu, '…').slice(0, 200)
}
