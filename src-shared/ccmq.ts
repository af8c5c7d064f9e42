import wording from './ccmq/wording.json' with { type: 'json' }
import type { CcmqWording } from './domain/ccmq.ts'

/** The questions in this program's own words. */
export const ownWording: CcmqWording = wording
