import { account } from './account.ts'
import { admin } from './admin.ts'
import { backup } from './backup.ts'
import { bench } from './bench.ts'
import { common } from './common.ts'
import { exporting } from './exporting.ts'
import { frame } from './frame.ts'
import { importing } from './importing.ts'
import { labels } from './labels.ts'
import { models } from './models.ts'
import { people } from './people.ts'
import { worklist } from './worklist.ts'

export const chinese = { account, admin, backup, bench, common, exporting, frame, importing, labels, models, people, worklist }
