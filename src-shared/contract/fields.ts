import * as v from 'valibot'

/** Input fields shared by the calls. Unknown members are refused, text is bounded. */
const id = <Brand extends string>() =>
  v.pipe(
    v.string(),
    v.uuid(),
    v.transform((text) => text as Brand),
  )

export const idOf = id
export const nothing = v.optional(v.strictObject({}), {})
export const shortText = v.pipe(v.string(), v.maxLength(200))
export const longText = v.pipe(v.string(), v.maxLength(20_000))
export const password = v.pipe(v.string(), v.minLength(1), v.maxLength(1024))
export const labelKey = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/u))
export const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
export const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const coordinate = v.pipe(v.number(), v.finite(), v.minValue(-100_000), v.maxValue(100_000))
export const point = v.strictTuple([coordinate, coordinate])

/** A probability. */
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
/** Of a model's id or version. */
export const modelName = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/u))
