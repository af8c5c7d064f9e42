import { randomUUID } from 'node:crypto'
import { AppError } from '../../src-shared/errors.ts'
import { identityBytes, readIdentity } from '../dicom/identity.ts'
import { bytesOf, type PacsConnection } from './connection.ts'
import { requireSuccess } from './failures.ts'

/**
 * Stores one DICOM file on the PACS (STOW-RS, PS3.18 10.5) and holds its answer against the file: only a file that the answer
 * names as stored counts as sent. Throws AppError `pacs.*`, `dicom.unreadable` for what is no DICOM file.
 */
export async function sendFile(connection: PacsConnection, file: Uint8Array, signal?: AbortSignal): Promise<void> {
  const { sopUid } = readIdentity(file.subarray(0, identityBytes))
  const boundary = `ctw-${randomUUID()}`
  const answer = await connection.ask({
    path: 'studies',
    accept: 'application/dicom+json',
    maximumBytes: connection.limits.answerBytes,
    post: {
      contentType: `multipart/related; type="application/dicom"; boundary=${boundary}`,
      bytes: [Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`), file, Buffer.from(`\r\n--${boundary}--\r\n`)],
    },
    ...(signal && { signal }),
  })
  const bytes = await bytesOf(answer)
  // 202 and 409 carry the reason for each file that was not stored.
  requireSuccess(answer.status, [200, 202, 409])
  const { stored, reason } = storedIn(bytes)
  if (!stored.has(sopUid)) throw new AppError('pacs.notStored', reason === null ? {} : { reason })
}

interface Stored {
  readonly stored: ReadonlySet<string>
  /** Failure Reason (0008,1197) of the first file that was not stored. */
  readonly reason: number | null
}

type Attributes = Readonly<Record<string, { readonly Value?: readonly unknown[] } | undefined>>

function storedIn(bytes: Buffer): Stored {
  try {
    const answer = JSON.parse(bytes.toString('utf8')) as Attributes
    const items = (tag: string): readonly Attributes[] => (answer[tag]?.Value ?? []) as readonly Attributes[]
    const failure = items('00081198')[0]?.['00081197']?.Value?.[0]
    return {
      stored: new Set(items('00081199').map((item) => String(item['00081155']?.Value?.[0]))),
      reason: typeof failure === 'number' ? failure : null,
    }
  } catch (cause) {
    throw new AppError('pacs.notDicomweb', { reason: 'json' }, { cause })
  }
}
