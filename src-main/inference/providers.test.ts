import { describe, expect, it } from 'vitest'
import { type Machine, shortReason, surveyProviders } from './providers.ts'

const machine = (more: Partial<Machine> = {}, files: readonly string[] = []): Machine => ({
  platform: 'linux',
  architecture: 'x64',
  runtimeFolder: '/runtime',
  has: (file) => files.includes(file),
  ...more,
})
const cudaFiles = ['/runtime/libonnxruntime_providers_shared.so', '/runtime/libonnxruntime_providers_cuda.so']
const reasonOf = (provider: string, at: Machine): string | undefined =>
  surveyProviders('auto', at).absent.find((absence) => absence.provider === provider)?.reason

describe('what is worth a try', () => {
  it('names the library that CUDA lacks, and the command that brings it', () => {
    expect(reasonOf('cuda', machine())).toBe('libonnxruntime_providers_shared.so not found: npm run setup:cuda installs it')
    expect(reasonOf('cuda', machine({}, cudaFiles.slice(0, 1)))).toContain('libonnxruntime_providers_cuda.so')
    expect(reasonOf('cuda', machine({}, cudaFiles))).toContain('/dev/nvidiactl')
    expect(surveyProviders('auto', machine({}, [...cudaFiles, '/dev/nvidiactl'])).candidates).toEqual(['cuda', 'webgpu'])
  })

  it('keeps each system to its own', () => {
    expect(surveyProviders('auto', machine({ platform: 'win32' })).candidates).toEqual(['dml', 'webgpu'])
    expect(surveyProviders('auto', machine({ platform: 'darwin' })).candidates).toEqual(['coreml', 'webgpu'])
    expect(reasonOf('webgpu', machine())).toContain('/dev/dri')
  })

  it('tries nothing where the CPU was asked for', () => {
    const { candidates, absent } = surveyProviders('cpu', machine({ platform: 'win32' }))
    expect(candidates).toEqual([])
    expect(absent.map(({ provider }) => provider)).toEqual(['cuda', 'dml', 'coreml', 'webgpu'])
  })
})

describe('shortReason', () => {
  it('finds the missing library behind the loader of another', () => {
    const message =
      'Failed to load library /a/b/libonnxruntime_providers_cuda.so with error: libcudnn.so.9: cannot open shared object file: No such file or directory'
    expect(shortReason(message)).toBe('libcudnn.so.9 not found')
  })

  it('gives the first line without paths', () => {
    expect(shortReason('\n/onnxruntime_src/core/webgpu.cc:136 No supported adapters\nmore')).toBe('…:136 No supported adapters')
  })
})
