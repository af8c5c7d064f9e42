import { AppError } from '../../../src-shared/errors.ts'

/** Elements of group 0000 that are used here (PS3.7, annex E). */
const elements = {
  affectedClass: [0x0002, 'text'],
  commandField: [0x0100, 'word'],
  messageId: [0x0110, 'word'],
  messageIdAnswered: [0x0120, 'word'],
  priority: [0x0700, 'word'],
  dataSetType: [0x0800, 'word'],
  status: [0x0900, 'word'],
  errorComment: [0x0902, 'text'],
  affectedInstance: [0x1000, 'text'],
} as const

type Name = keyof typeof elements
export type Command = { readonly [N in Name]?: (typeof elements)[N][1] extends 'word' ? number : string }

export const commandFields = { store: 0x0001, storeAnswer: 0x8001, get: 0x0010, getAnswer: 0x8010, find: 0x0020, findAnswer: 0x8020, echo: 0x0030, echoAnswer: 0x8030, cancel: 0x0fff } as const
export const withoutDataSet = 0x0101
export const withDataSet = 0x0001

const names = (Object.keys(elements) as Name[]).toSorted((one, other) => elements[one][0] - elements[other][0])
const nameOf = new Map(names.map((name) => [elements[name][0] as number, name]))

/** Implicit VR little endian, with the length of the group before it (PS3.7, 6.3). */
export function encodeCommand(command: Command): Buffer {
  const parts = names.flatMap((name) => {
    const value = command[name]
    return value === undefined ? [] : [element(elements[name][0], valueBytes(name, value))]
  })
  const length = Buffer.alloc(4)
  length.writeUInt32LE(parts.reduce((sum, part) => sum + part.length, 0))
  return Buffer.concat([element(0, length), ...parts])
}

function element(number: number, value: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt16LE(number, 2)
  head.writeUInt32LE(value.length, 4)
  return Buffer.concat([head, value])
}

function valueBytes(name: Name, value: string | number): Buffer {
  if (typeof value === 'number') {
    const word = Buffer.alloc(2)
    word.writeUInt16LE(value)
    return word
  }
  const text = Buffer.from(value, 'latin1')
  return text.length % 2 === 0 ? text : Buffer.concat([text, Buffer.from(name === 'errorComment' ? ' ' : '\0')])
}

/** Elements that are not used here are passed over. Throws AppError `dimse.protocol`. */
export function decodeCommand(bytes: Buffer): Command {
  const command: Record<string, string | number> = {}
  for (let at = 0; at < bytes.length; ) {
    if (at + 8 > bytes.length || bytes.readUInt16LE(at) !== 0) throw bad()
    const name = nameOf.get(bytes.readUInt16LE(at + 2))
    const [start, end] = [at + 8, at + 8 + bytes.readUInt32LE(at + 4)]
    if (end > bytes.length) throw bad()
    if (name !== undefined) command[name] = valueIn(name, bytes.subarray(start, end))
    at = end
  }
  if (command['commandField'] === undefined) throw bad()
  return command
}

function valueIn(name: Name, value: Buffer): string | number {
  if (elements[name][1] === 'text') return value.toString('latin1').replace(/[\0 ]+$/u, '')
  if (value.length !== 2) throw bad()
  return value.readUInt16LE(0)
}

const bad = (): AppError => new AppError('dimse.protocol', { reason: 'command' })
