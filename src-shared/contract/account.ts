import * as v from 'valibot'
import type { Language } from '../domain/label.ts'
import { languages } from '../domain/label.ts'
import type { UserId } from '../domain/ids.ts'
import type { Role } from '../domain/role.ts'
import type { EngineStatus } from './models.ts'
import { command, query } from './call.ts'
import { nothing, password, shortText } from './fields.ts'

export const themes = ['light', 'dark', 'reading'] as const
export type Theme = (typeof themes)[number]

export interface Settings {
  readonly language: Language
  readonly theme: Theme
  /** Whether the steps to the first signed case are shown. */
  readonly guide: boolean
  /** How many pixels of the screen are a millimetre, measured with a ruler; absent or null: nobody has measured it. */
  readonly screenPixelsPerMm?: number | null | undefined
}

export interface SessionInfo {
  readonly userId: UserId
  readonly name: string
  readonly role: Role
  /** Somebody else has set the password: until it is changed nothing else is answered. */
  readonly mustChangePassword: boolean
  /** Milliseconds left of the signing session; 0 when it is closed. */
  readonly signingMs: number
}

export interface AppStatus {
  readonly version: string
  readonly host: 'electron' | 'loopback'
  /** empty: no owner yet; closed: an owner exists, nobody is signed in; open: the store can be used. */
  readonly store: 'empty' | 'closed' | 'open'
  readonly session: SessionInfo | null
  readonly settings: Settings
  readonly engine: EngineStatus
  /** When the store last read back what it had written; null before the first save. */
  readonly savedAt: string | null
  readonly queuedJobs: number
}

/** From a wall of old screens to the finest telephone. */
const screenPixelsPerMm = v.nullable(v.pipe(v.number(), v.minValue(1), v.maxValue(50)))

export const accountCalls = {
  'app.status': query<AppStatus>()('public', nothing),
  'owner.create': command<{ readonly recoveryKey: string; readonly session: SessionInfo }>()(
    'public',
    v.strictObject({ name: v.pipe(shortText, v.trim(), v.minLength(1)), password }),
  ),
  'session.open': command<SessionInfo>()('public', v.strictObject({ name: shortText, password })),
  /** The printed key opens the store and sets a person's new password (no name: the first account's); a new key replaces it. */
  'session.recover': command<{ readonly recoveryKey: string; readonly session: SessionInfo }>()(
    'public',
    v.strictObject({ recoveryKey: shortText, newPassword: password, name: v.optional(v.nullable(shortText), null) }),
  ),
  /** Answered to whoever is signed in, also where the password must be changed first. */
  'password.change': command<SessionInfo>()('public', v.strictObject({ password, newPassword: password })),
  'session.close': command<null>()('public', nothing),
  'signing.open': command<{ readonly signingMs: number }>()('read.sign', v.strictObject({ password })),
  'settings.save': command<Settings>()(
    'public',
    v.strictObject({
      language: v.picklist(languages),
      theme: v.picklist(themes),
      guide: v.optional(v.boolean(), false),
      screenPixelsPerMm: v.optional(screenPixelsPerMm),
    }),
  ),
}
