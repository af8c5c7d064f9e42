import type { Code } from '../dicom/elements.ts'
import type { AnswerState, LabelDefinition } from '../../src-shared/domain/label.ts'
import type { LandmarkName, TubeKind } from '../../src-shared/domain/mark.ts'

/** What has no code in a public scheme that we know of stands in this one: its values are the program's own keys. */
export const privateScheme = { designator: '99CTWS', name: 'CTransCNN Workstation', uri: 'urn:ctranscnn:workstation' } as const

export const own = (value: string, meaning: string): Code => ({ value, scheme: privateScheme.designator, meaning })
const dcm = (value: string, meaning: string): Code => ({ value, scheme: 'DCM', meaning })
const sct = (value: string, meaning: string): Code => ({ value, scheme: 'SCT', meaning })
const ucum = (value: string, meaning: string): Code => ({ value, scheme: 'UCUM', meaning })

/** Concepts of PS3.16 and the schemes it takes from; every one stands in its dictionaries. */
export const codes = {
  report: dcm('126000', 'Imaging Measurement Report'),
  language: dcm('121049', 'Language of Content Item and Descendants'),
  english: { value: 'en', scheme: 'RFC5646', meaning: 'English' },
  observerType: dcm('121005', 'Observer Type'),
  person: dcm('121006', 'Person'),
  device: dcm('121007', 'Device'),
  personName: dcm('121008', 'Person Observer Name'),
  deviceUid: dcm('121012', 'Device Observer UID'),
  deviceName: dcm('121013', 'Device Observer Name'),
  procedure: dcm('121058', 'Procedure reported'),
  plainRadiography: sct('168537006', 'Plain radiography'),
  imageLibrary: dcm('111028', 'Image Library'),
  imageLibraryGroup: dcm('126200', 'Image Library Group'),
  measurements: dcm('126010', 'Imaging Measurements'),
  group: dcm('125007', 'Measurement Group'),
  trackingId: dcm('112039', 'Tracking Identifier'),
  trackingUid: dcm('112040', 'Tracking Unique Identifier'),
  finding: dcm('121071', 'Finding'),
  findingSite: sct('363698007', 'Finding Site'),
  method: sct('370129005', 'Measurement Method'),
  region: dcm('111030', 'Image Region'),
  source: dcm('121112', 'Source of Measurement'),
  distance: dcm('121206', 'Distance'),
  algorithmName: dcm('111001', 'Algorithm Name'),
  algorithmVersion: dcm('111003', 'Algorithm Version'),
  ofInterest: dcm('113000', 'Of Interest'),
  keyDescription: dcm('113012', 'Key Object Description'),
  impression: dcm('121073', 'Impression'),
  comment: dcm('121106', 'Comment'),
  segmentation: dcm('113076', 'Segmentation'),
  sourceImage: dcm('121322', 'Source image for image processing operation'),
  place: sct('309825002', 'Spatial and Relational Concept'),
  physicalObject: sct('260787004', 'Physical object'),
  millimetre: ucum('mm', 'mm'),
  pixels: ucum('{pixels}', 'pixels'),
  noUnit: ucum('1', 'no units'),
} as const satisfies Record<string, Code>

export const ownCodes = {
  readerAnswers: own('reader-answers', 'Answers of the reader'),
  modelOutput: own('model-output', 'Output of the model'),
  blindAnswer: own('blind-answer', 'Answer of the reader before the model was shown'),
  decision: own('decision', 'Decision of the reader on the call of the model'),
  reason: own('reason', 'Reason of the reader'),
  dispute: own('dispute', 'Second reading'),
  disputed: own('disputed', 'A second reading differs and nobody has decided'),
  threshold: own('threshold', 'Operating point of the model'),
  call: own('call', 'Call of the model at its operating point'),
  ruleFlag: own('rule-flag', 'Flag by the rules for tubes'),
  ruleTrace: own('rule-trace', 'Rule that decided'),
  urgency: own('urgency', 'Urgency by the rules for tubes'),
  readerLabel: own('reader-label', 'Label that the reader gave the tube'),
  course: own('course', 'Course of the tube as the reader says it'),
  tipOffFilm: own('tip-off-film', 'Tip beyond the edge of the film'),
  origin: own('origin', 'Suggested by a model and accepted by the reader'),
  tipSide: own('tip-side', 'Tip above or below the landmark'),
  calibration: own('calibration', 'Source of the calibration'),
  communication: own('communication', 'Critical findings were told'),
  elementSet: own('element-set', 'Set of common data elements'),
  paintedRegion: own('painted-region', 'Region painted by the reader'),
} as const satisfies Record<string, Code>

/** Of the registry of common data elements only the set is known to us, not the codes of its elements. */
export const radElementSets: Partial<Record<TubeKind, Code>> = { ett: { value: 'RDES179', scheme: 'RADELEMENT', meaning: 'Placement of Endotracheal Tube' } }

export const tubeCodes: Readonly<Record<TubeKind, Code>> = {
  ett: sct('26412008', 'Endotracheal tube'),
  ngt: own('ngt', 'Nasogastric tube'),
  cvc: sct('52124006', 'Central venous catheter'),
  'swan-ganz': sct('397755005', 'Swan-Ganz catheter'),
}

export const landmarkCodes: Readonly<Record<LandmarkName, Code>> = {
  carina: sct('28700002', 'Carina'),
  'left-hemidiaphragm': own('left-hemidiaph', 'Left hemidiaphragm'),
  'gastro-oesophageal-junction': own('goj', 'Gastro-oesophageal junction'),
  'cavoatrial-zone': own('cavoatrial-zone', 'Cavoatrial zone'),
  'right-hilum': own('right-hilum', 'Right hilum'),
  'left-hilum': own('left-hilum', 'Left hilum'),
}

/** What somebody said of a label; null: nothing. */
export const stateCodes: Readonly<Record<AnswerState | 'unanswered', Code>> = {
  present: sct('52101004', 'Present'),
  absent: sct('272519000', 'Absent'),
  unsure: own('unsure', 'Unsure'),
  notAssessable: own('not-assessable', 'Not assessable'),
  unanswered: own('unanswered', 'Unanswered'),
}

/** A label by its key; its meaning is the data set's own name where it has one. */
export const labelCode = ({ key, name, datasetName }: LabelDefinition): Code => own(key, datasetName ?? name.en)
