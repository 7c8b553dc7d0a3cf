import type { DayPart } from '#shared/slot.ts'

/** Day and part in one value: two lists of an object's values would not correlate. */
export const freePart = (date: string, part: DayPart): string => `${date} ${part}`
