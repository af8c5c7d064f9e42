import fc from 'fast-check'
import { expect, it } from 'vitest'
import { boundaryOf, multipartParts } from './multipart.ts'

const boundary = 'b-1'

interface Whole {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

const messageOf = (bodies: readonly Uint8Array[], headers: (body: Uint8Array) => string = () => 'Content-Type: application/dicom\r\n'): Buffer =>
  Buffer.concat([...bodies.flatMap((body) => [Buffer.from(`\r\n--${boundary}\r\n${headers(body)}\r\n`), body]), Buffer.from(`\r\n--${boundary}--\r\n`)])

/** The message in pieces of the given sizes, over and over. */
async function* inPieces(message: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, index = 0; at < message.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1
    yield message.subarray(at, at + size)
    at += size
  }
}

async function read(message: Buffer, sizes: readonly number[] = [7]): Promise<readonly Whole[]> {
  const parts: Whole[] = []
  for await (const { headers, body } of multipartParts(inPieces(message, sizes), boundary)) {
    const chunks: Buffer[] = []
    for await (const chunk of body) chunks.push(chunk)
    parts.push({ headers: Object.fromEntries(headers), body: Buffer.concat(chunks) })
  }
  return parts
}

/** Bodies full of what looks like line ends and boundaries. */
const body = fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constantFrom('\r', '\n', '\r\n', '--', `--${boundary}`, `\r\n--${boundary.slice(0, -1)}`).map((text) => Buffer.from(text))), { maxLength: 8 })
  .map((pieces) => Buffer.concat(pieces))
  .filter((bytes) => !bytes.includes(`\r\n--${boundary}`) && !bytes.subarray(0).toString('latin1').startsWith(`--${boundary}`))
const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 })

it('answers every part as it was, however the message is cut into pieces', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(body, { maxLength: 5 }), sizes, fc.boolean(), async (bodies, cut, counted) => {
      const message = messageOf(bodies, (each) => `Content-Type: application/dicom\r\n${counted ? `Content-Length: ${each.length}\r\n` : ''}`)
      // With and without the line end and a preamble before the first boundary.
      for (const whole of [message, message.subarray(2), Buffer.concat([Buffer.from('preamble'), message])]) {
        expect((await read(whole, cut)).map((part) => part.body)).toEqual(bodies)
      }
    }),
    { numRuns: 200 },
  )
})

it('refuses a message that is cut off anywhere before its closing boundary', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 3 }), sizes, fc.double({ min: 0, max: 1, noNaN: true }), async (bodies, cut, share) => {
      const message = messageOf(bodies)
      const end = Math.floor(share * (message.length - 4))
      await expect(read(message.subarray(0, end), cut)).rejects.toMatchObject({ code: 'pacs.cutOff' })
    }),
    { numRuns: 200 },
  )
})

it('ends with a code or with parts on any bytes at all', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(body, { maxLength: 3 }), fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }), sizes, async (bodies, changes, cut) => {
      const message = Buffer.from(messageOf(bodies))
      for (const [at, value] of changes) message[at % message.length] = value
      const outcome = await read(message, cut).then((parts) => parts.length, (error: { code?: string }) => error.code)
      expect(typeof outcome === 'number' || outcome?.startsWith('pacs.')).toBe(true)
    }),
    { numRuns: 300 },
  )
})

it('holds a part against the length it says, and bounds headers and what stands around the parts', async () => {
  await expect(read(messageOf([Buffer.from('abc')], () => 'Content-Length: 4\r\n'))).rejects.toMatchObject({ code: 'pacs.cutOff' })
  await expect(read(messageOf([Buffer.from('abc')], () => `X: ${'y'.repeat(5000)}\r\n`))).rejects.toMatchObject({ code: 'pacs.badAnswer' })
  await expect(read(messageOf([Buffer.from('abc')], () => 'X: y\r\n'.repeat(40)))).rejects.toMatchObject({ code: 'pacs.badAnswer' })
  await expect(read(Buffer.alloc(100_000, 'x'), [1000])).rejects.toMatchObject({ code: 'pacs.badAnswer' })
  await expect(read(Buffer.concat([messageOf([]), Buffer.alloc(100_000, 'x')]), [1000])).rejects.toMatchObject({ code: 'pacs.badAnswer' })
})

it('reads the boundary of a content type, and none of anything else', () => {
  expect(boundaryOf('multipart/related; type="application/dicom"; boundary=abc')).toBe('abc')
  expect(boundaryOf('Multipart/Related;boundary="a b;c"; type=x')).toBe('a b;c')
  for (const type of ['', 'text/html', 'multipart/form-data; boundary=x', 'multipart/related', `multipart/related; boundary=${'x'.repeat(71)}`]) expect(boundaryOf(type)).toBe(null)
})
