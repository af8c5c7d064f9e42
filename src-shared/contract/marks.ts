import * as v from 'valibot'
import type { ImageId, MarkId } from '../domain/ids.ts'
import { windowShapes } from '../domain/image.ts'
import { handleLimits, knownLengthMm, landmarkNames, longestNote, longestRuns, pointLimits, quarterTurns, shapeKinds, tipEnds, tubeCourses, tubeKinds } from '../domain/mark.ts'
import { count, idOf, labelKey, modelName, point, share } from './fields.ts'

const labelOfShape = v.nullable(v.strictObject({ labelSet: labelKey, label: labelKey }))
const runs = v.pipe(v.string(), v.maxLength(longestRuns))
const points = v.pipe(v.array(point), v.maxLength(Math.max(...Object.values(pointLimits).map(([, most]) => most))))
const finite = v.pipe(v.number(), v.finite())
const knownMm = v.pipe(v.number(), v.minValue(knownLengthMm.least), v.maxValue(knownLengthMm.most))
/** Of a suggested tube: which weights suggested it, and as what. */
export const tubeOrigin = v.strictObject({ model: modelName, version: modelName, score: share, points })

/** Only the form: how many points a kind takes and where they may lie is known to who knows the picture. */
export const mark = v.variant('kind', [
  v.strictObject({ markId: idOf<MarkId>(), imageId: idOf<ImageId>(), kind: v.literal('length'), points: v.strictTuple([point, point]), knownMm: v.exactOptional(knownMm) }),
  v.strictObject({
    markId: idOf<MarkId>(),
    imageId: idOf<ImageId>(),
    kind: v.picklist(shapeKinds),
    points,
    label: labelOfShape,
  }),
  v.strictObject({
    markId: idOf<MarkId>(),
    imageId: idOf<ImageId>(),
    kind: v.literal('tube'),
    points,
    label: labelOfShape,
    tube: v.picklist(tubeKinds),
    tipEnd: v.picklist(tipEnds),
    sidePort: v.nullable(point),
    offFilm: v.boolean(),
    course: v.nullable(v.picklist(tubeCourses)),
    suggested: v.exactOptional(tubeOrigin),
  }),
  v.strictObject({
    markId: idOf<MarkId>(),
    imageId: idOf<ImageId>(),
    kind: v.literal('landmark'),
    points,
    label: v.null(),
    landmark: v.picklist(landmarkNames),
  }),
  v.strictObject({
    markId: idOf<MarkId>(),
    imageId: idOf<ImageId>(),
    kind: v.literal('mask'),
    widthPx: count,
    heightPx: count,
    runs,
    label: labelOfShape,
  }),
  v.strictObject({
    markId: idOf<MarkId>(),
    imageId: idOf<ImageId>(),
    kind: v.literal('note'),
    points: v.strictTuple([point]),
    text: v.pipe(v.string(), v.maxLength(longestNote)),
  }),
  v.strictObject({
    markId: idOf<MarkId>(),
    imageId: idOf<ImageId>(),
    kind: v.literal('outline'),
    widthPx: count,
    heightPx: count,
    runs,
    handles: v.nullable(v.pipe(v.array(point), v.maxLength(handleLimits[1]))),
  }),
  v.strictObject({
    markId: idOf<MarkId>(),
    imageId: idOf<ImageId>(),
    kind: v.literal('separation'),
    cells: v.strictObject({ leftPx: count, topPx: count, cellPx: v.pipe(v.number(), v.finite()), columns: count, rows: count, coating: runs, body: runs, leftOut: runs }),
  }),
  v.strictObject({
    markId: idOf<MarkId>(),
    imageId: idOf<ImageId>(),
    kind: v.literal('keyImage'),
    shownAs: v.strictObject({
      window: v.nullable(v.strictObject({ centre: finite, width: v.pipe(finite, v.gtValue(0)), shape: v.exactOptional(v.picklist(windowShapes)) })),
      inverted: v.boolean(),
      rotationDeg: v.picklist(quarterTurns),
      flipped: v.boolean(),
    }),
  }),
])
