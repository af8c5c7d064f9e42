import { implementationClassUid } from './associate.ts'

/** What is said of an object outside of it. */
export interface ObjectFacts {
  readonly sopClassUid: string
  readonly sopUid: string
  readonly transferSyntax: string
}

/** Preamble and meta header (PS3.10, 7.1) to stand before a data set that came without. */
export function part10Head({ sopClassUid, sopUid, transferSyntax }: ObjectFacts): Buffer {
  const meta = Buffer.concat([
    longElement(0x0001, Buffer.from([0, 1])),
    uidElement(0x0002, sopClassUid),
    uidElement(0x0003, sopUid),
    uidElement(0x0010, transferSyntax),
    uidElement(0x0012, implementationClassUid),
  ])
  const length = Buffer.alloc(12)
  length.writeUInt16LE(0x0002, 0)
  length.write('UL', 4, 'latin1')
  length.writeUInt16LE(4, 6)
  length.writeUInt32LE(meta.length, 8)
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), length, meta])
}

function uidElement(element: number, uid: string): Buffer {
  const value = Buffer.from(uid.length % 2 === 0 ? uid : `${uid}\0`, 'latin1')
  const head = Buffer.alloc(8)
  head.writeUInt16LE(0x0002, 0)
  head.writeUInt16LE(element, 2)
  head.write('UI', 4, 'latin1')
  head.writeUInt16LE(value.length, 6)
  return Buffer.concat([head, value])
}

function longElement(element: number, value: Buffer): Buffer {
  const head = Buffer.alloc(12)
  head.writeUInt16LE(0x0002, 0)
  head.writeUInt16LE(element, 2)
  head.write('OB', 4, 'latin1')
  head.writeUInt32LE(value.length, 8)
  return Buffer.concat([head, value])
}
