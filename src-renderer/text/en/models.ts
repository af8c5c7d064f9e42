import type { Texts } from '../text.ts'
import { counted } from './counted.ts'

export const models: Texts['models'] = {
  title: 'Models',
  tab: 'All models',
  verify: 'Verify all models',
  verifying: 'Checking hashes, signatures and golden results…',
  columns: { id: 'Model', version: 'Version', task: 'Task', kind: 'Kind', verdict: 'Verified', size: 'Size', licence: 'Licence' },
  kinds: { classifier: 'classifier', segmenter: 'segmenter', gate: 'gate', suggester: 'suggestions' },
  verdicts: {
    ok: '✔ agrees',
    unchecked: '○ not checked',
    'model.missing': '✕ file missing',
    'model.damaged': '✕ file damaged',
    'model.signature': '✕ wrong signature',
    'model.badOutput': '✕ wrong results',
  },
  metrics: 'Metrics (confidence interval in brackets)',
  limits: 'Limits',
  card: 'Model card',
  hash: 'SHA-256',
  engine: 'Analysis engine',
  restarts: (count) => `restarted ${counted(count, 'time')} since the program began`,
  empty: 'No model was found; labelling by hand still works. Install the program again.',
  emptyTitle: 'No models',
}
