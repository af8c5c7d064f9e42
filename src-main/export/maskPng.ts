import { crc32, deflateSync } from 'node:zlib'
import type { Mask } from '../../src-shared/domain/mask.ts'
import type { PixelBox } from '../engine/protocol.ts'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** A part of a mask as a grey PNG, 0 outside and 255 inside (ISO/IEC 15948): no picture of anybody, so no decoder is needed for it. */
export function maskAsPng({ rows }: Mask, { leftPx, topPx, widthPx, heightPx }: PixelBox): Uint8Array {
  const lines = Buffer.alloc((widthPx + 1) * heightPx)
  for (let y = 0; y < heightPx; y += 1) {
    const row = rows[topPx + y] ?? []
    for (let place = 0; place < row.length; place += 2) {
      const [start, end] = [Math.max(0, (row[place] ?? 0) - leftPx), Math.min(widthPx, (row[place + 1] ?? 0) - leftPx)]
      if (start < end) lines.fill(255, y * (widthPx + 1) + 1 + start, y * (widthPx + 1) + 1 + end)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(widthPx, 0)
  header.writeUInt32BE(heightPx, 4)
  header[8] = 8
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(lines)), chunk('IEND', Buffer.alloc(0))])
}

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
