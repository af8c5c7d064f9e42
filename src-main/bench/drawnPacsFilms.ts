import { explicitLittle } from '../dicom/syntaxes.ts'
import { writeObject, written, type Written } from '../dicom/write.ts'

const root = '1.2.826.0.1.3680043.10.9999.1'
const digitalFilm = '1.2.840.10008.5.1.4.1.1.1.1'
/** 1 MB of 16-bit samples. */
const [rows, columns] = [720, 720]

export const studyUidOf = (index: number): string => `${root}.${index + 1}`

/** A film of noise around a level, another one for each index; a study and a patient each. */
export function pacsFilmOf(index: number): Uint8Array {
  const sopInstance = `${studyUidOf(index)}.1.1`
  const dataSet: readonly Written[] = [
    written(0x0008_0016, 'UI', digitalFilm),
    written(0x0008_0018, 'UI', sopInstance),
    written(0x0008_0020, 'DA', '20310401'),
    written(0x0008_0060, 'CS', 'DX'),
    written(0x0010_0010, 'PN', `Bench^${index}`),
    written(0x0010_0020, 'LO', `PAT-${index}`),
    written(0x0020_000d, 'UI', studyUidOf(index)),
    written(0x0020_000e, 'UI', `${studyUidOf(index)}.1`),
    words(0x0028_0002, [1]),
    written(0x0028_0004, 'CS', 'MONOCHROME2'),
    words(0x0028_0010, [rows]),
    words(0x0028_0011, [columns]),
    words(0x0028_0100, [16]),
    words(0x0028_0101, [12]),
    words(0x0028_0102, [11]),
    words(0x0028_0103, [0]),
    { tag: 0x7fe0_0010, vr: 'OW', value: noise(index) },
  ]
  return writeObject(dataSet, { sopClass: digitalFilm, sopInstance, syntax: explicitLittle })
}

const words = (tag: number, values: readonly number[]): Written => ({ tag, vr: 'US', value: new Uint8Array(Uint16Array.from(values).buffer) })

function noise(seed: number): Uint8Array {
  const samples = new Uint16Array(rows * columns)
  let state = seed + 1
  for (let index = 0; index < samples.length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    samples[index] = 1000 + (state >>> 22)
  }
  return new Uint8Array(samples.buffer)
}
