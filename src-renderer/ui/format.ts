import type { Language } from '../../src-shared/domain/label.ts'

/** Year first in every language: 03/04 is March here and April there. */
const dateTime = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' })

const time = new Intl.DateTimeFormat('sv-SE', { timeStyle: 'medium' })

/** An ISO time in the reader's own zone: 2026-03-04 15:16. */
export const formatDateTime = (iso: string): string => dateTime.format(new Date(iso))

/** An ISO time in the reader's own zone, to the second, without the date. */
export const formatTime = (iso: string): string => time.format(new Date(iso))

/** Seconds as minutes and seconds, from an hour on with hours: 0:42, 1:07:05. */
export function formatDuration(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60]
  const two = (part: number): string => String(part).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

/** A score or fraction of one with two digits, as radiology lists show it: 0.81. */
export const formatScore = (score: number): string => score.toFixed(2)

export const formatCount = (count: number, language: Language): string => new Intl.NumberFormat(language).format(count)

/** Bytes in the largest unit that keeps the figure at or over one. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB']
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10))
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}
