/** Days (`YYYY-MM-DD`) and months (`YYYY-MM`) of the calendar, without zones: sums are done in UTC, where every day has 24 hours. */
const dayMs = 86_400_000
const noon = (day: string): number => Date.parse(`${day}T12:00:00Z`)
const written = (moment: number): string => new Date(moment).toISOString().slice(0, 10)

export const monthOf = (day: string): string => day.slice(0, 7)
export const addDays = (day: string, days: number): string => written(noon(day) + days * dayMs)

/** The same day of another month, or its last one where it is shorter. */
export function addMonths(day: string, months: number): string {
  const first = new Date(`${monthOf(day)}-01T12:00:00Z`)
  first.setUTCMonth(first.getUTCMonth() + months)
  const month = written(first.getTime()).slice(0, 7)
  return `${month}-${String(Math.min(Number(day.slice(8)), daysIn(month))).padStart(2, '0')}`
}

export function daysIn(month: string): number {
  const [year, number] = month.split('-').map(Number)
  return new Date(Date.UTC(year!, number!, 0)).getUTCDate()
}

/** The month of a day and those before it, the newest first, each from its first day to its last. */
export const monthsBackFrom = (day: string, count: number): { from: string, to: string }[] =>
  Array.from({ length: count }, (_, back) => monthOf(addMonths(day, -back))).map(month => ({ from: `${month}-01`, to: `${month}-${daysIn(month)}` }))

/** 0 is Monday. */
export const weekdayOf = (day: string): number => (new Date(noon(day)).getUTCDay() + 6) % 7
export const daysBetween = (from: string, to: string): number => Math.round((noon(to) - noon(from)) / dayMs)

/** The weeks of a month, Monday first; null stands for a day of another month. */
export function weeksOf(month: string): (string | null)[][] {
  const days = Array.from({ length: daysIn(month) }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`)
  const cells: (string | null)[] = [...Array.from<null>({ length: weekdayOf(days[0]!) }).fill(null), ...days]
  while (cells.length % 7 !== 0) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}

/** Where a key of the WAI-ARIA grid pattern leads from a day; null for a key that moves nothing. */
export function dayAfterKey(day: string, key: string): string | null {
  switch (key) {
    case 'ArrowLeft': return addDays(day, -1)
    case 'ArrowRight': return addDays(day, 1)
    case 'ArrowUp': return addDays(day, -7)
    case 'ArrowDown': return addDays(day, 7)
    case 'Home': return addDays(day, -weekdayOf(day))
    case 'End': return addDays(day, 6 - weekdayOf(day))
    case 'PageUp': return addMonths(day, -1)
    case 'PageDown': return addMonths(day, 1)
    default: return null
  }
}
