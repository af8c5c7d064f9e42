import * as v from 'valibot'
import { distanceWays, sides, zonePlaces } from '../../src-shared/domain/lineGeometry.ts'
import { lineFlags, urgencies, type LineRules } from '../../src-shared/domain/lineRules.ts'
import { landmarkForms, landmarkNames, tubeCourses, tubeKinds } from '../../src-shared/domain/mark.ts'
import { AppError } from '../../src-shared/errors.ts'

const longestText = 2000
/** No distance on a chest film is longer. */
const limitCm = v.pipe(v.number(), v.minValue(0), v.maxValue(60))
const landmark = v.picklist(landmarkNames)

const distance = v.pipe(
  v.strictObject({
    test: v.literal('distance'),
    landmarks: v.pipe(v.array(landmark), v.minLength(1), v.maxLength(landmarkNames.length)),
    along: v.picklist(distanceWays),
    lessThanCm: v.exactOptional(limitCm),
    moreThanCm: v.exactOptional(limitCm),
  }),
  v.check(({ lessThanCm, moreThanCm }) => lessThanCm !== undefined || moreThanCm !== undefined, 'limit'),
)

const when = v.variant('test', [
  v.strictObject({ test: v.picklist(['courseUnsaid', 'offFilm', 'otherwise']) }),
  v.strictObject({ test: v.literal('course'), in: v.pipe(v.array(v.picklist(tubeCourses)), v.minLength(1)) }),
  v.strictObject({ test: v.picklist(['side', 'sidePort']), landmark, is: v.picklist(sides) }),
  v.strictObject({
    test: v.literal('zone'),
    landmark: v.picklist(landmarkNames.filter((name) => landmarkForms[name] === 'box')),
    is: v.pipe(v.array(v.picklist(zonePlaces)), v.minLength(1)),
  }),
  distance,
])

const form = v.strictObject({
  version: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)),
  source: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(longestText)),
  rules: v.pipe(
    v.array(
      v.strictObject({
        id: v.pipe(v.string(), v.regex(/^[A-Z0-9][A-Z0-9.-]{0,23}$/u)),
        tube: v.picklist(tubeKinds),
        when,
        flag: v.picklist(lineFlags),
        urgency: v.nullable(v.picklist(urgencies)),
        communicate: v.boolean(),
      }),
    ),
    v.maxLength(200),
  ),
})

/**
 * Rules for tubes from the text of a JSON file of the form of `line-rules.json`. Every kind of tube must have rules, the
 * last of which applies to whatever is left; ids are there once. Throws AppError `lines.unreadable` with the place.
 */
export function readLineRules(text: string): LineRules {
  let raw: unknown
  try {
    raw = JSON.parse(text.replace(/^\uFEFF/u, ''))
  } catch (cause) {
    throw new AppError('lines.unreadable', { place: 'JSON' }, { cause })
  }
  const parsed = v.safeParse(form, raw)
  if (!parsed.success) throw new AppError('lines.unreadable', { place: (v.getDotPath(parsed.issues[0]) ?? parsed.issues[0].type).slice(0, 60) })
  const rules: LineRules = parsed.output
  const fault = faultOf(rules)
  if (fault !== null) throw new AppError('lines.unreadable', { place: fault })
  return rules
}

function faultOf({ rules }: LineRules): string | null {
  const twice = rules.find(({ id }, index) => rules.findIndex((rule) => rule.id === id) !== index)
  if (twice !== undefined) return twice.id
  const unfinished = tubeKinds.find((tube) => rules.findLast((rule) => rule.tube === tube)?.when.test !== 'otherwise')
  if (unfinished !== undefined) return unfinished
  // Whatever else a site decides: "normal" of a tube whose tip nobody sees would be a claim about nothing.
  const blind = tubeKinds.find((tube) => rules.find((rule) => rule.tube === tube && (rule.when.test === 'offFilm' || rule.flag === 'normal'))?.when.test !== 'offFilm')
  return blind === undefined ? null : `${blind}, offFilm`
}
