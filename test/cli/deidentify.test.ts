import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Attribute, dicomFile, greyAttributes, type Syntax } from '../fixtures/dicom.ts'
import { python } from '../parity/sharedData.ts'
import { temporaryFolder } from '../support/folder.ts'
import { ctw } from './ctw.ts'

const words = [1, 2, 300, 4, 5, 4095]
const syntaxes: readonly Syntax[] = ['explicitLittle', 'implicitLittle', 'explicitBig']

/** Three films of one study, and one that does not say whether names are burned in. */
function films(): { readonly folder: string; readonly named: readonly string[] } {
  const folder = temporaryFolder()
  const named = syntaxes.map((syntax, index) => {
    const more: Attribute[] = [
      { tag: 0x0008_0018, vr: 'UI', value: `1.2.3.4.${index}` },
      { tag: 0x0010_0010, vr: 'PN', value: 'Smith^John' },
      { tag: 0x0009_0010, vr: 'LO', value: 'SMITH' },
      { tag: 0x0020_000d, vr: 'UI', value: '1.2.3.4' },
      { tag: 0x0028_0301, vr: 'CS', value: 'NO' },
    ]
    const file = path.join(folder, `film-${index}.dcm`)
    writeFileSync(file, dicomFile(greyAttributes(2, 3, words, more), syntax))
    return file
  })
  writeFileSync(path.join(folder, 'unsaid.dcm'), dicomFile(greyAttributes(2, 3, words)))
  return { folder, named }
}

describe('ctw deidentify', () => {
  it('writes copies under random names, and names those that a person must look at', () => {
    const { folder, named } = films()
    const other = temporaryFolder()
    const [out, keyFile, mapping] = ['out', 'key', 'mapping.jsonl'].map((name) => path.join(other, name)) as [string, string, string]
    const { code, lines } = ctw('deidentify', folder, '--out', out, '--key-file', keyFile, '--mapping', mapping)
    expect(code).toBe(1)
    expect(lines.map(({ ok }) => ok)).toEqual([true, true, true, false])
    expect(lines[3]).toMatchObject({ error: { code: 'deidentify.pixelsUnchecked' } })
    const looked = ctw('deidentify', path.join(folder, 'unsaid.dcm'), '--out', path.join(other, 'looked'), '--pixels-checked')
    expect(looked).toMatchObject({ code: 0, lines: [{ warnings: ['pixelsNeedALook'] }] })
    expect(looked.stderr).toMatch(/^[0-9a-f]{32}\.dcm: The file does not say that nothing is burned into its picture\./mu)
    const outputs = lines.slice(0, 3).map(({ output }) => String(output))
    expect(readdirSync(out).toSorted()).toEqual(outputs.toSorted())
    for (const name of outputs) expect(readFileSync(path.join(out, name)).includes('Smith')).toBe(false)
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
    expect(statSync(mapping).mode & 0o777).toBe(0o600)
    expect(readFileSync(mapping, 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { input: string }).input)).toEqual(named)
  })

  it('makes the same copies again with the same key, and overwrites nothing', () => {
    const { named } = films()
    const other = temporaryFolder()
    const [out, keyFile, badKey, mapping] = ['out', 'key', 'bad', 'mapping.jsonl'].map((name) => path.join(other, name)) as [string, string, string, string]
    const runs = [1, 2].map(() => ctw('deidentify', ...named, '--out', out, '--key-file', keyFile).lines.map(({ sha256 }) => sha256))
    expect(runs[1]).toEqual(runs[0])
    expect(readdirSync(out)).toHaveLength(6)
    for (const file of [badKey, mapping]) writeFileSync(file, 'not empty')
    expect(ctw('deidentify', ...named, '--out', out, '--mapping', mapping)).toMatchObject({ code: 2, lines: [] })
    expect(ctw('deidentify', ...named, '--out', out, '--key-file', badKey)).toMatchObject({ code: 2, lines: [] })
    expect(readFileSync(mapping, 'utf8')).toBe('not empty')
    expect(readdirSync(out)).toHaveLength(6)
  })

  // The training environment is there where it was set up.
  it.skipIf(!existsSync(python))('writes what pydicom reads without a warning, with the pixels as they were', () => {
    const { folder, named } = films()
    const out = path.join(folder, 'out')
    const { code, lines } = ctw('deidentify', ...named, '--out', out)
    expect(code).toBe(0)
    const script = path.resolve(import.meta.dirname, '../parity/deidentified.py')
    const read = execFileSync(python, [script, ...lines.map(({ output }) => path.join(out, String(output)))], { encoding: 'utf8' })
    const facts = read.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(new Set(facts.map(({ study, patient }) => `${study} ${patient}`)).size).toBe(1)
    expect(new Set(facts.map(({ instance }) => instance)).size).toBe(3)
    const little = Buffer.from(Uint16Array.from(words).buffer)
    const digests = [little, little, Buffer.from(little).swap16()].map((bytes) => createHash('sha256').update(bytes).digest('hex'))
    expect(facts.map(({ pixels }) => pixels)).toEqual(digests)
    for (const { instance, mediaInstance, methods, private: held } of facts) expect([mediaInstance, methods, held]).toEqual([instance, ['113100'], 0])
  })
})
