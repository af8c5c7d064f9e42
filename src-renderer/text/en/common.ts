import type { Texts } from '../text.ts'

export const common: Texts['common'] = {
  productName: 'CTransCNN Workstation',
  cancel: 'Cancel',
  close: 'Close',
  retry: 'Try again',
  loading: 'Loading…',
  incident: (number) => `Incident ${number}`,
  demonstration: 'demonstration',
  demonstrationHint: 'Demonstration model: trained on generated pictures; its scores say nothing about real cases.',
  operatingPoint: (value) => `operating point ${value}`,
  unknown: 'unknown',
  none: 'none',
  all: 'All',
  task: { tongue: 'Tongue', chestxray11: 'Catheters and lines', chestxray14: 'Chest findings' },
  status: { new: 'new', reading: 'reading', signed: 'signed', disputed: 'disputed' },
  patientKind: { given: 'patient named', grouped: 'grouped by likeness, no patient named' },
  analysis: { none: 'not analysed', queued: 'waiting', done: 'analysed', refused: 'refused by the gates' },
  answer: { present: 'present', absent: 'absent', unsure: 'unsure', notAssessable: 'not assessable' },
}
