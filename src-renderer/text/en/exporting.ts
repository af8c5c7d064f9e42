import type { Texts } from '../text.ts'
import { counted } from './counted.ts'

export const exporting: Texts['exporting'] = {
  title: 'Exports',
  intro: 'Signed cases only. Unanswered, unsure and not assessable labels stay empty and never count as absent.',
  format: 'Format',
  formats: { csv: 'CSV table', coco: 'COCO annotations', bundle: 'Training bundle' },
  formatHints: {
    csv: 'One row for a case, one column for a label, for spreadsheets and statistics.',
    coco: 'Pictures, labels and measurements as JSON that pycocotools reads.',
    bundle: 'Pictures without identifiers and labels, split by patient, with a manifest and hashes, ready for training. One task.',
  },
  task: 'Task',
  allTasks: 'All tasks',
  ready: (count) => `${counted(count, 'signed case')} will be exported`,
  start: 'Start the export',
  listTitle: 'Frozen exports',
  listEmpty: 'No exports yet. Signed cases can be exported here; each export is frozen with its hashes.',
  created: 'Time',
  cases: 'Cases',
  images: 'Images',
  patients: 'Patients',
  grouped: 'of these grouped by likeness',
  files: 'Files',
  file: 'File',
  bytes: 'Size',
  open: 'Download / open',
  showFiles: (count) => counted(count, 'file with its hash', 'files with hashes'),
}
