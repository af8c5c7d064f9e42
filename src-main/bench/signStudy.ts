import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { AppError } from '../../src-shared/errors.ts'
import type { TongueSigns } from '../../src-shared/domain/tongueSigns.ts'
import { decodeImage } from '../imaging/decode.ts'
import type { Mask } from '../imaging/preprocess.ts'
import { samplesOf, type Samples } from '../imaging/raster.ts'
import { measureTongue } from '../tongue/measure.ts'
import { lightChanges, underLight, type LightChange } from './lightChanges.ts'

/** What `ctranscnn phantoms --kind tongue` writes of each drawn tongue, as far as it is measured here. */
const truthFile = v.object({
  pictures: v.array(
    v.object({
      file: v.string(),
      mask: v.string(),
      coatingCoverage: v.number(),
      deviationDeg: v.number(),
      toothMarks: v.object({ imageLeft: v.number(), imageRight: v.number() }),
      signs: v.array(v.string()),
      drawn: v.object({ cracks: v.number(), stasis_spots: v.number(), prickles: v.number(), greasy: v.number(), curdy: v.number(), fullness: v.number(), tooth_depth: v.number(), coating_opacity: v.number() }),
    }),
  ),
})
type Truth = v.InferOutput<typeof truthFile>['pictures'][number]

/** One line of the study: a sign against what was drawn, or how far it moves under other light. */
export interface StudyLine {
  readonly sign: string
  readonly measure: string
  readonly value: number
  readonly tongues: number
}

interface Seen {
  readonly truth: Truth
  readonly signs: TongueSigns
  readonly changed: readonly { readonly change: LightChange; readonly signs: TongueSigns }[]
}

/**
 * Measures the drawn tongues of a folder inside their true masks and compares with what was drawn; every fourth one, and
 * every second curdy one, is measured again under other exposure and other white. Throws AppError `image.missing` for a folder without a truth file.
 */
export async function studySigns(folder: string, tell: (done: number, total: number) => void): Promise<StudyLine[]> {
  const { pictures } = await truthOf(folder)
  const seen: Seen[] = []
  for (const [index, truth] of pictures.entries()) {
    const samples = samplesOf(await decodeImage(await readFile(join(folder, truth.file))))
    const mask = await maskOf(join(folder, truth.mask))
    const measured = (light: Samples): TongueSigns => signsOf(light, mask)
    const isFollowed = index % 4 === 0 || (truth.drawn.curdy > 0 && index % 4 === 1)
    const changed = isFollowed ? lightChanges.map((change) => ({ change, signs: measured(underLight(samples, change)) })) : []
    seen.push({ truth, signs: measured(samples), changed })
    tell(index + 1, pictures.length)
  }
  return [...againstTruth(seen), ...underOtherLight(seen)]
}

async function truthOf(folder: string): Promise<v.InferOutput<typeof truthFile>> {
  try {
    return v.parse(truthFile, JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')))
  } catch (cause) {
    throw new AppError('image.missing', {}, { cause })
  }
}

async function maskOf(path: string): Promise<Mask> {
  const { widthPx, heightPx, data, channels } = samplesOf(await decodeImage(await readFile(path)))
  return { widthPx, heightPx, data: Uint8Array.from({ length: widthPx * heightPx }, (_, pixel) => ((data[pixel * channels] ?? 0) > 127 ? 255 : 0)) }
}

function signsOf(samples: Samples, mask: Mask): TongueSigns {
  const { signs } = measureTongue({ samples, mask, quality: {} })
  if (signs === null) throw new AppError('image.unsupported')
  return signs
}

function againstTruth(seen: readonly Seen[]): StudyLine[] {
  const line = (sign: string, measure: string, values: readonly number[]): StudyLine => ({ sign, measure, value: mean(values), tongues: values.length })
  const auc = (sign: string, given: { readonly score: (seen: Seen) => number | null; readonly truth: (truth: Truth) => boolean | null }): StudyLine => {
    const scored = seen.flatMap((one) => {
      const [score, isPresent] = [given.score(one), given.truth(one.truth)]
      return score === null || isPresent === null ? [] : [{ score, isPresent }]
    })
    return { sign, measure: 'AUC', value: areaUnderCurve(scored), tongues: scored.length }
  }
  const marked = seen.filter(({ truth }) => truth.drawn.tooth_depth > 0.03)
  const coated = seen.filter(({ truth, signs }) => truth.coatingCoverage > 0.12 && truth.drawn.coating_opacity > 0.15 && signs.coatingCoverage.value !== null)
  const has = (label: string) => (truth: Truth): boolean => truth.signs.includes(label)
  return [
    line('toothMarks', 'mean error of the count on a side, deep marks', marked.flatMap(({ truth, signs }) => [Math.abs((signs.toothMarks.left ?? 0) - truth.toothMarks.imageLeft), Math.abs((signs.toothMarks.right ?? 0) - truth.toothMarks.imageRight)])),
    auc('toothMarks', { score: ({ signs }) => signs.toothMarks.score, truth: has('tooth-marked') }),
    line('cracks', 'mean error of the count', seen.map(({ truth, signs }) => Math.abs((signs.cracks.count ?? 0) - truth.drawn.cracks))),
    auc('cracks', { score: ({ signs }) => signs.cracks.score, truth: ({ drawn }) => (drawn.cracks === 0 ? false : drawn.cracks >= 3 ? true : null) }),
    auc('spots (dark)', { score: ({ signs }) => signs.spots.stasis, truth: has('stasis-spots') }),
    auc('spots (red)', { score: ({ signs }) => signs.spots.prickles, truth: ({ drawn }) => (drawn.prickles > 0.6 ? true : drawn.prickles < 0.2 ? false : null) }),
    auc('greasy', { score: ({ signs }) => signs.greasy.score, truth: ({ drawn }) => (drawn.coating_opacity > 0.15 && drawn.curdy === 0 ? drawn.greasy > 0.45 : null) }),
    auc('curdy', { score: ({ signs }) => signs.curdy?.score ?? null, truth: has('curdy') }),
    auc('curdy among greasy ones', { score: ({ signs }) => signs.curdy?.score ?? null, truth: ({ drawn }) => (drawn.curdy > 0 ? true : drawn.coating_opacity > 0.15 && drawn.greasy > 0.45 ? false : null) }),
    auc('peeled', { score: ({ signs }) => signs.peeled?.score ?? null, truth: has('peeled') }),
    auc('enlarged', { score: ({ signs }) => signs.enlarged.score, truth: has('enlarged') }),
    auc('thin', { score: ({ signs }) => signs.thin.score, truth: has('thin') }),
    line('deviationDeg', 'mean error, degrees', seen.map(({ truth, signs }) => Math.abs((signs.deviationDeg.value ?? 0) - truth.deviationDeg))),
    line('coatingCoverage', 'mean error, share of the tongue', coated.map(({ truth, signs }) => Math.abs((signs.coatingCoverage.value ?? 0) - truth.coatingCoverage))),
    line('bodyColour', 'share named as drawn', seen.filter(({ signs }) => signs.bodyColour.name !== null).map(({ truth, signs }) => Number(truth.signs.includes(`body-${signs.bodyColour.name}`)))),
    line('coatingColour', 'share named as drawn', coated.filter(({ signs }) => signs.coatingColour.name !== null).map(({ truth, signs }) => Number(truth.signs.includes(`coating-${signs.coatingColour.name}`)))),
  ]
}

const followed = ['toothMarks', 'cracks', 'greasy', 'curdy', 'peeled', 'enlarged', 'thin'] as const

/** How far scores move, and how often a colour is named otherwise, under each change of light. */
function underOtherLight(seen: readonly Seen[]): StudyLine[] {
  return lightChanges.flatMap((change) => {
    const pairs = seen.flatMap(({ signs, changed }) => changed.filter((one) => one.change === change).map((one) => ({ before: signs, after: one.signs })))
    const moved = (sign: string, values: readonly number[], measure: string): StudyLine => ({ sign, measure: `${change.name}: ${measure}`, value: mean(values), tongues: values.length })
    return [
      ...followed.map((sign) => moved(sign, pairs.map(({ before, after }) => Math.abs((after[sign]?.score ?? 0) - (before[sign]?.score ?? 0))), 'mean change of the score')),
      moved('coatingCoverage', pairs.map(({ before, after }) => Math.abs((after.coatingCoverage.value ?? 0) - (before.coatingCoverage.value ?? 0))), 'mean change'),
      moved('bodyColour', pairs.map(({ before, after }) => Number(before.bodyColour.name === after.bodyColour.name)), 'share named alike'),
    ]
  })
}

const mean = (values: readonly number[]): number => Math.round((values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)) * 1000) / 1000

/** Share of pairs of one with the sign and one without in which the former scores higher; a tie counts half. NaN without both. */
function areaUnderCurve(scored: readonly { readonly score: number; readonly isPresent: boolean }[]): number {
  const [present, absent] = [true, false].map((wanted) => scored.filter(({ isPresent }) => isPresent === wanted))
  let sum = 0
  for (const one of present ?? []) {
    for (const other of absent ?? []) sum += one.score > other.score ? 1 : one.score === other.score ? 0.5 : 0
  }
  return Math.round((sum / ((present?.length ?? 0) * (absent?.length ?? 0))) * 1000) / 1000
}
