import type { Texts } from '../text.ts'

export const backup: Texts['backup'] = {
  title: 'Backups',
  hint: 'A backup is made while work goes on, is checked as soon as it is written, and is encrypted like the store: nobody opens it without a password or the recovery key. Choose a folder on another disk.',
  folder: 'Folder for backups',
  folderHint: 'Full path on the computer that runs this program',
  every: 'By itself',
  byHand: 'only by hand',
  hours: (hours) => (hours === 168 ? 'every week' : `every ${hours} hours`),
  keep: 'Keep',
  save: 'Save',
  start: 'Back up now',
  running: 'At work…',
  unreachable: 'This folder cannot be found now: check that its disk is connected. Until then no backup is made.',
  emptyTitle: 'No backup yet',
  emptyHint: 'Name a folder and save, then make the first backup now.',
  columns: { createdAt: 'Time', cases: 'Cases', images: 'Images', bytes: 'Size', drill: 'Restore drill', action: 'Action' },
  noDrill: 'not tried yet',
  drillPassed: (time) => `passed ${time}`,
  drillFailed: (time) => `failed ${time}: do not rely on this backup`,
  drill: 'Try to restore',
  restoreHint: 'A drill restores the backup into a scratch folder, reads everything in it, and throws it away. To restore in earnest, lock the screen and choose “Restore a backup” there; the present store is kept aside.',
}
