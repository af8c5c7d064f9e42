import type { Texts } from '../text.ts'
import { bench } from './bench.ts'
import { common } from './common.ts'
import { frame } from './frame.ts'

export const english: Texts = { bench, common, frame }
