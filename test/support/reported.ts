import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import type { Answer, AnswerState } from '../../src-shared/domain/label.ts'
import type { CaseId, ImageId, MarkId, ReadId, RunId } from '../../src-shared/domain/ids.ts'
import type { Task } from '../../src-shared/domain/case.ts'
import type { Point } from '../../src-shared/domain/mark.ts'
import { isAssessed } from '../../src-shared/domain/labelRules.ts'
import { labelSetsFor } from '../../src-shared/labels.ts'
import type { ReportPicture } from '../../src-main/report/picture.ts'
import { emptyMask, encodeMask, strokedMask } from '../../src-shared/domain/mask.ts'
import type { ReportCase } from '../../src-main/report/reportCase.ts'
import type { TongueMeasures } from '../../src-shared/domain/analysis.ts'
import { measureTongue } from '../../src-main/tongue/measure.ts'
import { drawTongue } from '../fixtures/drawnTongue.ts'
import { filmPixels, tonguePixels } from '../fixtures/pictures.ts'

const side = 400
const imageId = randomUUID() as string as ImageId
const states: readonly AnswerState[] = ['present', 'absent', 'absent', 'unsure', 'notAssessable']

/** A signed case as a report sees it: every seventh label unanswered, every answer with its decision. */
export function reportedCase(task: Task, changes: Partial<ReportCase['read']> = {}): ReportCase {
  const labelSets = labelSetsFor(task)
  const answers = labelSets.flatMap((set) => set.labels.flatMap((label, index) => answerOf(set.id, label.key, index)))
  const signature = { signer: '王医生 Wang', signedAt: '2031-05-02T08:15:00.000Z', recordSha256: 'ab'.repeat(32) }
  return {
    row: { caseId: randomUUID() as string as CaseId, pseudonym: 'P-0001', patientKind: 'given', visitDate: '2031-04-30', task },
    read: {
      readId: randomUUID() as string as ReadId, version: 1, phase: 'signed', reader: signature.signer, revision: 3, answers, marks: [], measures: [], givenDecisions: [], rejectedTubes: [], communications: [], lines: null,
      note: '', impression: '', amendmentReason: '', runId: null, savedAt: null, signature, ...changes,
    },
    signature,
    settles: false,
    disputed: [],
    labelSets,
    images: [{
      imageId, role: 'main', sha256: 'cd'.repeat(32), bytes: 1, importedAt: '2031-05-01T08:00:00.000Z', kind: task === 'tongue' ? 'photo' : 'film',
      widthPx: side, heightPx: side, format: 'png', pixels: { mode: 'colour' }, spacing: { rowMm: 0.14, columnMm: 0.14, source: 'imagerPixelSpacing' },
    }],
    questionnaire: null,
    run: runOf(task),
  }
}

function answerOf(labelSet: string, label: string, index: number): readonly Answer[] {
  const state = states[index % states.length] ?? 'absent'
  if (index % 7 === 6) return []
  const decision = labelSet === 'tongue-signs' ? null : index % 3 === 0 ? 'overruled' : 'accepted'
  return [{ labelSet, label, state, blindState: index % 4 === 3 ? 'absent' : state, decision, reason: decision === 'overruled' ? '左肺 seen on the film before' : '' }]
}

function runOf(task: Task): ReportCase['run'] {
  const labels = labelSetsFor(task).flatMap((set) => set.labels.filter((label) => isAssessed(set.id, label)))
  return {
    runId: randomUUID() as string as RunId,
    imageId,
    model: { id: task, version: '1.0.0', sha256: 'ef'.repeat(32), provider: 'cpu', demonstration: task !== 'chestxray14' },
    labels: labels.map(({ key }, index) => ({ name: key, score: (index + 1) / (labels.length + 1), threshold: 0.5, call: (index + 1) / (labels.length + 1) >= 0.5 ? 'present' as const : 'absent' as const })),
    maps: {},
    segmentation: task === 'tongue' ? { areaFraction: 0.3, polygon: outline } : null,
    tongue: task === 'tongue' ? measured() : null,
    createdAt: '2031-05-01T08:05:00.000Z',
  }
}

let kept: TongueMeasures | null = null

/** A tongue with every sign, one of them not to be seen, coated over its upper half; measured once. */
export function measured(): TongueMeasures {
  if (kept !== null) return kept
  const found = measureTongue({ ...drawTongue({ coatedTo: 0.5, dents: { left: 3, right: 0 }, cracks: [[[0.42, 0.35], [0.44, 0.6]]] }), quality: {} })
  const greasy = { value: null, score: null, unit: 'score', confidence: 0, reason: 'no-coating' } as const
  kept = { ...found, signs: found.signs === null ? null : { ...found.signs, greasy } }
  return kept
}

const outline: readonly Point[] = Array.from({ length: 40 }, (_, index) => {
  const angle = (index / 40) * 2 * Math.PI
  return [side * (0.5 + 0.25 * Math.cos(angle)), side * (0.55 + 0.33 * Math.sin(angle))] as const
})

const onPicture = () => ({ markId: randomUUID() as string as MarkId, imageId })

/** One mark of each kind. */
/** Words that may be on no report. */
export const noteOnPicture = '请王医生看此处'

export const everyMark = (labelSet: string, label: string): ReportCase['read']['marks'] => [
  { ...onPicture(), kind: 'box', points: [[60, 90], [150, 180]], label: { labelSet, label } },
  { ...onPicture(), kind: 'polygon', points: [[220, 100], [300, 110], [280, 190]], label: null },
  { ...onPicture(), kind: 'polyline', points: [[100, 250], [150, 300], [200, 280]], label: null },
  { ...onPicture(), kind: 'point', points: [[300, 300]], label: null },
  { ...onPicture(), kind: 'length', points: [[50, 350], [250, 350]] },
  { ...onPicture(), kind: 'mask', widthPx: side, heightPx: side, runs: encodeMask(strokedMask(emptyMask({ widthPx: side, heightPx: side }), { from: [90, 40], to: [160, 60], radiusPx: 12, erase: false })), label: { labelSet, label } },
  { ...onPicture(), kind: 'note', points: [[200, 200]], text: noteOnPicture },
]

export async function reportPicture({ images, row }: ReportCase): Promise<ReportPicture> {
  const [image] = images
  if (image === undefined) throw new Error('no picture')
  const size = { widthPx: side, heightPx: side }
  const [pixels, channels] = row.task === 'tongue' ? [tonguePixels(size), 3 as const] : [filmPixels(size), 1 as const]
  const jpeg = await sharp(pixels, { raw: { width: side, height: side, channels } }).toColourspace(channels === 1 ? 'b-w' : 'srgb').jpeg().toBuffer()
  return { image, box: { leftPx: 0, topPx: 0, ...size }, jpeg, keyImage: null }
}
