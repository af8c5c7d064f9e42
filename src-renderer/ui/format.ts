import type { Language } from '../../src-shared/domain/label.ts'

const dateTime = (language: Language): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(language, { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hour12: false })

const time = (language: Language): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })

/** An ISO time in the reader's own zone, to the minute. */
export const formatDateTime = (iso: string, language: Language): string => dateTime(language).format(new Date(iso))

/** An ISO time in the reader's own zone, to the second, without the date. */
export const formatTime = (iso: string, language: Language): string => time(language).format(new Date(iso))

/** A score or fraction of one with two digits, as radiology lists show it: 0.81. */
export const formatScore = (score: number): string => score.toFixed(2)

export const formatCount = (count: number, language: Language): string => new Intl.NumberFormat(language).format(count)

/** Bytes in the largest unit that keeps the figure at or over one. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB']
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10))
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}
