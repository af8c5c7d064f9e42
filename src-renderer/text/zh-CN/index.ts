import { bench } from './bench.ts'
import { common } from './common.ts'
import { frame } from './frame.ts'

export const chinese = { bench, common, frame }
