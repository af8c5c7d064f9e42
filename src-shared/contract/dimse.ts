import * as v from 'valibot'
import type { IntakeId } from '../domain/ids.ts'
import type { ErrorCode, ErrorDetail } from '../errors.ts'
import { command, query } from './call.ts'
import { idOf, nothing } from './fields.ts'
import type { PacsTest, SentFile } from './pacs.ts'

/** PS3.5, 6.2: up to 16 characters without backslash and control characters. */
const aeTitle = v.pipe(v.string(), v.trim(), v.regex(/^[ -[\]-~]{1,16}$/u))
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))

/** DICOM's own protocol: where files are sent, and what is taken from whom. */
export const dimsePlan = v.strictObject({
  /** The name of this program. */
  aeTitle,
  /** null: nothing is sent. */
  peer: v.nullable(v.strictObject({ host: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(255)), port, aeTitle })),
  receive: v.pipe(
    v.strictObject({
      on: v.boolean(),
      port,
      /** false: from programs on this computer only. */
      fromNetwork: v.boolean(),
      /** AE titles of those that may send. */
      callers: v.pipe(v.array(aeTitle), v.maxLength(50)),
    }),
    v.check(({ on, callers }) => !on || callers.length > 0),
  ),
})
export type DimsePlan = v.InferOutput<typeof dimsePlan>

export interface DimseStatus {
  readonly plan: DimsePlan
  readonly state: 'off' | 'listening' | 'failed'
  /** Since the program started. */
  readonly received: number
  readonly refused: number
  /** Why somebody or something was refused last. */
  readonly lastRefusal: { readonly at: string; readonly code: ErrorCode; readonly detail: ErrorDetail } | null
}

export const dimseCalls = {
  'dimse.status': query<DimseStatus>()('image.import', nothing),
  /** Throws `dimse.port`; what was before goes on then. */
  'dimse.plan': command<DimseStatus>()('settings.write', dimsePlan),
  /** A C-ECHO to the peer. */
  'dimse.test': query<PacsTest>()('settings.write', nothing),
  /** Stores DICOM files on the peer. Throws `pacs.noPeer` where none is named; what is wrong with one file is told of it. */
  'dimse.send': command<{ readonly sent: readonly SentFile[] }>()(
    'export.run',
    v.strictObject({ intakeIds: v.pipe(v.array(idOf<IntakeId>()), v.minLength(1), v.maxLength(1000)) }),
  ),
}
