import { dayAfter, weekdayOf } from '#shared/wall-time.ts'

/** Days are `YYYY-MM-DD`, months `YYYY-MM` of the calendar, without zones. */
export const monthOf = (day: string): string => day.slice(0, 7)

/** The same day of another month, or its last one where it is shorter. */
export function addMonths(day: string, months: number): string {
  const first = new Date(`${monthOf(day)}-01T12:00:00Z`)
  first.setUTCMonth(first.getUTCMonth() + months)
  const month = monthOf(first.toISOString())
  return `${month}-${String(Math.min(Number(day.slice(8)), daysIn(month))).padStart(2, '0')}`
}

export function daysIn(month: string): number {
  const [year, number] = month.split('-').map(Number)
  return new Date(Date.UTC(year!, number!, 0)).getUTCDate()
}

/** The month of a day and those before it, the newest first, each from its first day to its last. */
export const monthsBackFrom = (day: string, count: number): { from: string, to: string }[] =>
  Array.from({ length: count }, (_, back) => monthOf(addMonths(day, -back))).map(month => ({ from: `${month}-01`, to: `${month}-${daysIn(month)}` }))

/** The Monday of a day's week. */
export const mondayOf = (day: string): string => dayAfter(day, 1 - weekdayOf(day))

/** The weeks of a month, Monday first; null stands for a day of another month. */
export function weeksOf(month: string): (string | null)[][] {
  const days = Array.from({ length: daysIn(month) }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`)
  const cells: (string | null)[] = [...Array.from<null>({ length: weekdayOf(days[0]!) - 1 }).fill(null), ...days]
  while (cells.length % 7 !== 0) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}

/** Where a key of the WAI-ARIA grid pattern leads from a day; null for a key that moves nothing. */
export function dayAfterKey(day: string, key: string): string | null {
  switch (key) {
    case 'ArrowLeft': return dayAfter(day, -1)
    case 'ArrowRight': return dayAfter(day, 1)
    case 'ArrowUp': return dayAfter(day, -7)
    case 'ArrowDown': return dayAfter(day, 7)
    case 'Home': return mondayOf(day)
    case 'End': return dayAfter(mondayOf(day), 6)
    case 'PageUp': return addMonths(day, -1)
    case 'PageDown': return addMonths(day, 1)
    default: return null
  }
}
