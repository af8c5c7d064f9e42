import type { Texts } from '../text.ts'

export const watching: Texts['watching'] = {
  intro:
    'New pictures in this folder are imported by themselves: it is looked through every 10 seconds, and a file is read once it has stopped changing. Files stay as they are, never moved or deleted. This goes on while somebody is signed in, on behalf of that person.',
  folder: 'Folder to watch',
  folderHint: 'Full path on the computer that runs this program',
  patients: 'Who the patient is',
  rules: {
    folder: 'By folder: the folder below it that a file lies in is the patient’s code',
    pattern: 'By file name: a regular expression takes the code out of it',
    none: 'Not named: group pictures by likeness',
  },
  on: 'Import new files by themselves',
  save: 'Save',
  adminOnly: 'Only an administrator can change this.',
  stateTitle: 'State',
  state: {
    off: 'Not watched.',
    looking: 'The folder is watched.',
    importing: 'New files were found and are being imported.',
    unreachable: 'The folder cannot be found now; nothing that was imported is lost. Check its disk or network: it goes on by itself once the folder is back.',
    stopped: 'The last import ended half-way; what was filed is kept. Save again to go on; after a failure it is tried again within 10 minutes.',
  },
  lookedAt: (time) => `Last looked through: ${time}`,
  unsettled: (count) => `New files that are still being written: ${count}`,
  lastTitle: (time) => `Last import by itself: ${time}`,
  none: 'No file has been imported by itself yet.',
  show: 'Show its report',
  hide: 'Hide the report',
}
