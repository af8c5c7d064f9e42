import type { Texts } from '../text.ts'

export const progress: Texts['progress'] = {
  title: 'Progress',
  toList: 'To the worklist',
  bar: 'Signed / read, not signed',
  share: (signed, read) => `${signed} % signed · ${read} % read, not signed`,
  counts: { imported: 'Imported', analysed: 'Analysed', read: 'Read', signed: 'Signed', disputed: 'Disputed' },
  hints: {
    imported: 'All cases of the task',
    analysed: 'Cases with a run of a model',
    read: 'Cases whose blind read is locked, signed ones included',
    signed: 'Cases whose newest version is signed',
    disputed: 'Cases in which two readers differ and nobody has settled it',
  },
  readers: 'By person',
  person: 'Name',
  readerCounts: { waiting: 'Assigned, not signed', open: 'Being read', signed: 'Signed' },
  readingMedian: 'Time per reading (median)',
  readingTotal: 'Time, all readings',
  noReaders: 'Nobody has read anything yet, and nothing is assigned.',
  emptyTitle: 'No cases yet',
  emptyHint: 'Once pictures are imported, this page shows how far each task is.',
}
