/** A moment as a field for local time takes it, to the minute. */
export const localMinute = (time: Date): string => new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)

/** When somebody was told: as it was typed, else when it is put down and not when the form was first seen. */
export const toldAt = (typed: string | null, now: Date): Date => (typed === null ? now : new Date(typed))
