import type { Texts } from '../text.ts'

export const retraining: Texts['retraining'] = {
  title: 'Training bundles on a schedule',
  hint: 'Writes what was newly signed as a training bundle (without identities, not encrypted) for ctranscnn train. Only while somebody is signed in, and in their name; what was missed while the program was off is caught up once after the next sign-in. Nothing is written where nothing is new.',
  folder: 'Folder for training bundles',
  folderHint: 'Full path on the computer that runs this program; empty: off',
  everyDays: 'Every so many days (0: not by time)',
  everySignatures: 'After so many new signatures (0: not by number)',
  countBad: (most) => `A whole number from 0 to ${most}`,
  save: 'Save',
  off: 'Off.',
  unreachable: 'This folder cannot be found now: check that its disk is connected. A bundle that is due is written once the folder is back.',
  columns: { task: 'Task', newSignatures: 'New signatures, amendments included', last: 'Last time' },
  never: 'none yet',
  outcome: { written: 'written', nothingNew: 'nothing new, not written', failed: 'failed' },
}
