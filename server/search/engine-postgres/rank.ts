import type { RankingRule } from '../engine.ts'
import { exactBit, extraShift, placeMask, type SlotMatches } from './matching.ts'
import { attributeSpan } from './postings.ts'

/** The documents that meet a query, each by its best reading. */
export interface Candidates {
  ordinals: number[]
  readings: readonly (readonly SlotMatches[])[]
  /** By ordinal: index of the reading, slots met, words met and typos. */
  reading: Uint8Array
  slots: Uint8Array
  words: Uint8Array
  typos: Uint8Array
}

/**
 * With `all`, documents that meet every slot of a reading; with `last`, those that meet its first slots and every mandatory one,
 * however many of the last are dropped.
 */
export function findCandidates(readings: readonly (readonly SlotMatches[])[], size: number, strategy: 'all' | 'last'): Candidates {
  const reading = new Uint8Array(size)
  const slots = new Uint8Array(size)
  const words = new Uint8Array(size)
  const typos = new Uint8Array(size)
  const ordinals: number[] = []
  readings.forEach((row, index) => {
    const first = row[0]
    if (first === undefined) return
    const lastMandatory = row.findLastIndex(slot => slot.mandatory)
    const least = strategy === 'all' ? row.length : Math.max(1, lastMandatory + 1)
    for (const ordinal of first.ordinals) {
      let met = 0
      let span = 0
      let edits = 0
      for (const slot of row) {
        if (slot.head[ordinal] === 0) break
        met++
        span += slot.span
        edits += slot.typos[ordinal]!
      }
      if (met < least) continue
      const before = words[ordinal]!
      if (before > span || (before === span && typos[ordinal]! <= edits)) continue
      if (before === 0) ordinals.push(ordinal)
      reading[ordinal] = index
      slots[ordinal] = met
      words[ordinal] = span
      typos[ordinal] = edits
    }
  })
  return { ordinals, readings, reading, slots, words, typos }
}

/** Smaller is better. */
export type Rule = (ordinal: number) => number

export interface RuleSources {
  /** Absent for a search without words. */
  candidates?: Candidates
  /** The request's sorts. */
  sorts: readonly Rule[]
  byField: (field: string, order: 'asc' | 'desc') => Rule
  /** Words of an attribute of a document. */
  lengthOf: (ordinal: number, attribute: number) => number
}

export function rulesOf(ranking: readonly RankingRule[], { candidates, sorts, byField, lengthOf }: RuleSources): Rule[] {
  return ranking.flatMap((rule): readonly Rule[] => {
    if (typeof rule === 'object') return [byField(rule.field, rule.order)]
    if (rule === 'sort') return sorts
    if (candidates === undefined) return []
    switch (rule) {
      case 'words': return [ordinal => -candidates.words[ordinal]!]
      case 'typo': return [ordinal => candidates.typos[ordinal]!]
      case 'proximity': return candidates.readings.every(row => row.length < 2) ? [] : [ordinal => proximity(candidates, ordinal)]
      case 'attributeRank': return [ordinal => sumOfBest(candidates, ordinal, place => (place / attributeSpan) | 0)]
      case 'wordPosition': return [ordinal => sumOfBest(candidates, ordinal, place => place % attributeSpan)]
      case 'exactness': return [ordinal => wholeAttribute(candidates, ordinal, lengthOf), ordinal => -exactWords(candidates, ordinal)]
    }
  })
}

const metSlots = (candidates: Candidates, ordinal: number): readonly SlotMatches[] =>
  candidates.readings[candidates.reading[ordinal]!]!.slice(0, candidates.slots[ordinal])

function eachPlace({ head, pool }: SlotMatches, ordinal: number, see: (place: number) => void): void {
  for (let chunk = head[ordinal]!; chunk !== 0; chunk = pool[chunk]!) {
    const end = chunk + 2 + pool[chunk + 1]!
    for (let at = chunk + 2; at < end; at++) see(pool[at]!)
  }
}

const far = 8

/** Distance of each two slots that follow each other, at most 8 each; the wrong order costs one more. */
function proximity(candidates: Candidates, ordinal: number): number {
  const slots = metSlots(candidates, ordinal)
  let sum = 0
  for (let i = 1; i < slots.length; i++) {
    let least = far
    eachPlace(slots[i - 1]!, ordinal, (left) => {
      const leftStart = left & placeMask
      const leftEnd = leftStart + (left >>> extraShift)
      eachPlace(slots[i]!, ordinal, (right) => {
        const rightStart = right & placeMask
        if (((leftStart / attributeSpan) | 0) !== ((rightStart / attributeSpan) | 0)) return
        const distance = rightStart > leftStart ? Math.max(1, rightStart - leftEnd) : leftStart - rightStart - (right >>> extraShift) + 1
        if (distance > 0 && distance < least) least = distance
      })
    })
    sum += least
  }
  return sum
}

function sumOfBest(candidates: Candidates, ordinal: number, of: (place: number) => number): number {
  const row = candidates.readings[candidates.reading[ordinal]!]!
  const met = candidates.slots[ordinal]!
  let sum = 0
  for (let i = 0; i < met; i++) {
    let least = Infinity
    eachPlace(row[i]!, ordinal, (place) => {
      const value = of(place & placeMask)
      if (value < least) least = value
    })
    sum += least
  }
  return sum
}

/** 0: an attribute is exactly what was typed; 1: one begins with it; 2: neither. */
function wholeAttribute(candidates: Candidates, ordinal: number, lengthOf: RuleSources['lengthOf']): number {
  const slots = metSlots(candidates, ordinal)
  if (slots.length < candidates.readings[candidates.reading[ordinal]!]!.length) return 2
  const starts = new Set<number>()
  let best = 2
  eachPlace(slots[0]!, ordinal, (place) => {
    if ((place & exactBit) !== 0 && (place & placeMask) % attributeSpan === 0) starts.add(place & placeMask)
  })
  for (const start of starts) {
    let end = start
    const follows = slots.every((slot) => {
      let next = -1
      eachPlace(slot, ordinal, (place) => {
        if ((place & exactBit) !== 0 && (place & placeMask) === end) next = end + 1 + (place >>> extraShift)
      })
      end = next
      return next !== -1
    })
    if (follows) best = Math.min(best, end - start === lengthOf(ordinal, (start / attributeSpan) | 0) ? 0 : 1)
  }
  return best
}

function exactWords(candidates: Candidates, ordinal: number): number {
  return metSlots(candidates, ordinal).reduce((sum, slot) => {
    let exact = false
    eachPlace(slot, ordinal, (place) => {
      exact ||= (place & exactBit) !== 0
    })
    return exact ? sum + slot.span : sum
  }, 0)
}

/**
 * The first `count` of these documents, ordered by the rules one after the other; equals by ordinal. A rule is only asked about documents
 * that all rules before it hold equal and that can still come among the first.
 */
export function firstByRules(ordinals: readonly number[], rules: readonly Rule[], count: number): number[] {
  if (count <= 0 || ordinals.length === 0) return []
  const [rule, ...others] = rules
  if (rule === undefined || ordinals.length === 1) return [...ordinals].sort((a, b) => a - b).slice(0, count)
  const values = new Float64Array(ordinals.length)
  let areEqual = true
  for (let i = 0; i < values.length; i++) {
    values[i] = rule(ordinals[i]!)
    areEqual &&= values[i] === values[0]
  }
  if (areEqual) return firstByRules(ordinals, others, count)
  const limit = count < values.length ? nthSmallest(values.slice(), count - 1) : Infinity
  const groups = new Map<number, number[]>()
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value > limit) continue
    const group = groups.get(value)
    if (group === undefined) groups.set(value, [ordinals[i]!])
    else group.push(ordinals[i]!)
  }
  const ordered: number[] = []
  for (const [, group] of [...groups].sort(([a], [b]) => a < b ? -1 : 1)) {
    ordered.push(...firstByRules(group, others, count - ordered.length))
    if (ordered.length >= count) break
  }
  return ordered
}

/** The value that would stand at `n` if they were sorted, in linear time (Hoare's selection); changes their order. */
function nthSmallest(values: Float64Array, n: number): number {
  let [left, right] = [0, values.length - 1]
  while (left < right) {
    const pivot = values[(left + right) >>> 1]!
    let [i, j] = [left, right]
    while (i <= j) {
      while (values[i]! < pivot) i++
      while (values[j]! > pivot) j--
      if (i > j) break
      const swapped = values[i]!
      values[i++] = values[j]!
      values[j--] = swapped
    }
    if (n <= j) right = j
    else if (n >= i) left = i
    else break
  }
  return values[n]!
}
