import type { Slot } from './query.ts'

/**
 * In which step a slot is dropped where nothing has all words, 1 being the first; `Infinity`: never. One for each slot of each reading.
 * What stands for several words stays as long as each of them. Something always stays: a phrase, or what would be dropped last.
 */
export type Removals = readonly (readonly number[])[]

/** @param stepOf the step of each item of the query */
export function removalsOf(readings: readonly (readonly Slot[])[], stepOf: (item: number) => number): Removals {
  const steps = readings.map(row => row.map(({ first, span, mandatory }) =>
    mandatory ? Infinity : Math.max(...Array.from({ length: span }, (_, i) => stepOf(first + i)))))
  if (readings.some(row => row.some(slot => slot.mandatory))) return steps
  const last = Math.max(...steps.flat())
  return steps.map(row => row.map(step => step === last ? Infinity : step))
}

/** The last word of the query first. */
export const fromTheEnd = (items: number) => (item: number): number => items - item

/** The most frequent first, and before it what no document has; as many in one step as are equally frequent. */
export function byFrequency(documents: readonly number[]): (item: number) => number {
  const frequencies = documents.map(count => count === 0 ? Infinity : count)
  const ranked = [...new Set(frequencies)].sort((a, b) => a < b ? 1 : -1)
  return item => 1 + ranked.indexOf(frequencies[item]!)
}
