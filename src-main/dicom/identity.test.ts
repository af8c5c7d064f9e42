import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AppError } from '../../src-shared/errors.ts'
import { pacsFilm } from '../../test/fixtures/pacsFilms.ts'
import { identityBytes, isUid, readIdentity } from './identity.ts'

const film = Buffer.from(pacsFilm({ patientId: ' PAT-1 ', studyUid: '1.2.3', sopUid: '1.2.3.4.5', seed: 1, sidePx: 8 }))
const identity = { sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1', sopUid: '1.2.3.4.5', studyUid: '1.2.3', seriesUid: '1.2.3.1', patientId: 'PAT-1' }

it('reads whose a file is from its beginning, whatever follows', () => {
  expect(readIdentity(film)).toEqual(identity)
  const large = Buffer.from(pacsFilm({ patientId: 'PAT-1', studyUid: '1.2.3', sopUid: '1.2.3.4.5', seed: 1, sidePx: 512 }))
  expect(large.length).toBeGreaterThan(identityBytes)
  expect(readIdentity(large.subarray(0, identityBytes))).toEqual(identity)
})

it('reads the beginning of a deflated file', () => {
  const metaEnd = 132 + 12 + film.readUInt32LE(140)
  const meta = Buffer.from(film.subarray(0, metaEnd))
  const deflated = Buffer.from('1.2.840.10008.1.2.1.99', 'latin1')
  const head = Buffer.concat([meta.subarray(0, 144), Buffer.from([0x02, 0, 0x10, 0, 0x55, 0x49, deflated.length, 0]), deflated])
  head.writeUInt32LE(8 + deflated.length, 140)
  const file = Buffer.concat([head, deflateRawSync(film.subarray(metaEnd))])
  expect(readIdentity(file)).toEqual(identity)
  expect(readIdentity(file.subarray(0, file.length - 40))).toEqual(identity)
})

it('ends with a code on any bytes', () => {
  fc.assert(
    fc.property(fc.nat({ max: film.length }), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }), (length, changes) => {
      const bytes = Buffer.from(film.subarray(0, length))
      for (const [at, value] of changes) if (length > 0) bytes[at % length] = value
      try {
        expect(isUid(readIdentity(bytes).sopUid)).toBe(true)
      } catch (error) {
        expect(error).toBeInstanceOf(AppError)
      }
    }),
    { numRuns: 2000 },
  )
})
