export const ZONE = 'Asia/Shanghai'
/** Shanghai has kept UTC+8 all year since 1991. */
const OFFSET_MINUTES = 480
const DAY_MS = 86_400_000

/** The day `days` after `day`, both `YYYY-MM-DD`. */
export const addDays = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** ISO: Monday is 1. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7

/** Epoch milliseconds of a wall-clock minute of a day in Shanghai. */
export const at = (day: string, minute: number): number => Date.parse(`${day}T00:00:00Z`) + (minute - OFFSET_MINUTES) * 60_000

/** The day in Shanghai that contains the moment. */
export const dayOf = (ms: number): string => new Date(ms + OFFSET_MINUTES * 60_000).toISOString().slice(0, 10)

export const minuteOfDay = (ms: number): number => ((Math.floor(ms / 60_000) + OFFSET_MINUTES) % 1440 + 1440) % 1440

export const iso = (ms: number): string => new Date(ms).toISOString()

/** A `tstzrange`, half-open. */
export const range = (start: number, end: number): string => `["${iso(start)}","${iso(end)}")`

/** `08:30` as minutes after midnight. */
export function minutesOf(clock: string): number {
  const [hours = '', minutes = ''] = clock.split(':')
  return Number(hours) * 60 + Number(minutes)
}
