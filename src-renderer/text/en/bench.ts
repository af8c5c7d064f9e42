import type { Texts } from '../text.ts'

export const bench: Texts['bench'] = {}
