import type { RankingRule } from '../engine.ts'
import { exactBit, extraShift, placeMask, type SlotMatches } from './matching.ts'
import { attributeSpan } from './postings.ts'
import type { Removals } from './removals.ts'

/** The documents that meet a query, each by its best reading. */
export interface Candidates {
  ordinals: number[]
  readings: readonly (readonly SlotMatches[])[]
  removals: Removals
  /** By ordinal: index of the reading, the step after which it meets what is left of it, and typos. */
  reading: Uint8Array
  step: Uint8Array
  typos: Uint8Array
}

/** Documents that meet every slot of a reading that is not dropped. */
export function findCandidates(readings: readonly (readonly SlotMatches[])[], removals: Removals, size: number): Candidates {
  const reading = new Uint8Array(size)
  const step = new Uint8Array(size)
  const typos = new Uint8Array(size)
  const isFound = new Uint8Array(size)
  const ordinals: number[] = []
  readings.forEach((row, index) => {
    const steps = removals[index]!
    const kept = row.filter((_, i) => steps[i] === Infinity)
    if (kept.length === 0) return
    const rarest = kept.reduce((least, slot) => slot.ordinals.length < least.ordinals.length ? slot : least)
    for (const ordinal of rarest.ordinals) {
      let dropped = 0
      for (let i = 0; i < row.length && dropped < Infinity; i++) {
        if (row[i]!.head[ordinal] === 0) dropped = Math.max(dropped, steps[i]!)
      }
      if (dropped === Infinity) continue
      let edits = 0
      for (let i = 0; i < row.length; i++) if (steps[i]! > dropped) edits += row[i]!.typos[ordinal]!
      if (isFound[ordinal] === 1 && (step[ordinal]! < dropped || (step[ordinal] === dropped && typos[ordinal]! <= edits))) continue
      if (isFound[ordinal] === 0) ordinals.push(ordinal)
      isFound[ordinal] = 1
      reading[ordinal] = index
      step[ordinal] = dropped
      typos[ordinal] = edits
    }
  })
  return { ordinals, readings, removals, reading, step, typos }
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
  const slotsOf = candidates && keptSlots(candidates)
  return ranking.flatMap((rule): readonly Rule[] => {
    if (typeof rule === 'object') return [byField(rule.field, rule.order)]
    if (rule === 'sort') return sorts
    if (candidates === undefined || slotsOf === undefined) return []
    switch (rule) {
      case 'words': return [ordinal => candidates.step[ordinal]!]
      case 'typo': return [ordinal => candidates.typos[ordinal]!]
      case 'proximity': return candidates.readings.every(row => row.length < 2) ? [] : [ordinal => proximity(slotsOf(ordinal), ordinal)]
      case 'attributeRank': return [ordinal => sumOfBest(slotsOf(ordinal), ordinal, ({ span }, place) => span * ((place / attributeSpan) | 0))]
      case 'wordPosition': return [ordinal => sumOfBest(slotsOf(ordinal), ordinal, positionCost)]
      case 'exactness': return [ordinal => wholeAttribute(slotsOf(ordinal), ordinal, lengthOf), ordinal => inexactWords(slotsOf(ordinal), ordinal)]
    }
  })
}

type SlotsOf = (ordinal: number) => readonly SlotMatches[]

/** The slots that a document meets by its reading: those that are not dropped. */
function keptSlots({ readings, removals, reading, step }: Candidates): SlotsOf {
  const known = readings.map((): (readonly SlotMatches[])[] => [])
  return (ordinal) => {
    const [index, dropped] = [reading[ordinal]!, step[ordinal]!]
    return known[index]![dropped] ??= readings[index]!.filter((_, i) => removals[index]![i]! > dropped)
  }
}

function eachPlace({ head, pool }: SlotMatches, ordinal: number, see: (place: number) => void): void {
  for (let chunk = head[ordinal]!; chunk !== 0; chunk = pool[chunk]!) {
    const end = chunk + 2 + pool[chunk + 1]!
    for (let at = chunk + 2; at < end; at++) see(pool[at]!)
  }
}

const far = 8

/**
 * What lies between each two slots that stand next to each other in the query, at most 7 each; the wrong order of two words costs one more.
 * @see https://github.com/meilisearch/meilisearch, milli/src/search/new/ranking_rule_graph/proximity
 */
function proximity(slots: readonly SlotMatches[], ordinal: number): number {
  let sum = 0
  for (let i = 0; i < slots.length; i++) {
    const { slot } = slots[i]!
    sum += slot.span - 1
    if (i > 0 && slots[i - 1]!.slot.end + 1 === slot.start) sum += distance(slots[i - 1]!, slots[i]!, ordinal) - 1
  }
  return sum
}

function distance(left: SlotMatches, right: SlotMatches, ordinal: number): number {
  let least = far
  eachPlace(left, ordinal, (from) => {
    const [leftStart, leftExtra] = [from & placeMask, from >>> extraShift]
    eachPlace(right, ordinal, (to) => {
      const [rightStart, rightExtra] = [to & placeMask, to >>> extraShift]
      if (((leftStart / attributeSpan) | 0) !== ((rightStart / attributeSpan) | 0)) return
      const between = rightStart > leftStart
        ? Math.max(1, rightStart - leftStart - leftExtra)
        : leftExtra === 0 && rightExtra === 0 ? leftStart - rightStart + 1 : far
      if (between < least && rightStart !== leftStart) least = between
    })
  })
  return least
}

function sumOfBest(slots: readonly SlotMatches[], ordinal: number, of: (slot: SlotMatches['slot'], place: number) => number): number {
  let sum = 0
  for (const matches of slots) {
    let least = Infinity
    eachPlace(matches, ordinal, (place) => {
      const value = of(matches.slot, place & placeMask)
      if (value < least) least = value
    })
    sum += least
  }
  return sum
}

const steps = [0, 1, 4, 7, 11, 16, 24, 64, 256, 1024]
/** What a distance of this many words costs. */
const costOf = Uint8Array.from({ length: attributeSpan + 64 }, (_, away) => steps.findIndex(most => away <= most))
/** Places from 16 on are told apart by powers of two alone. */
const bucketOf = Uint16Array.from({ length: attributeSpan }, (_, at) => at < 16 ? at : at < 24 ? 24 : 2 ** Math.ceil(Math.log2(at)))

/**
 * What it costs that a word of the query stands at this place of an attribute: the farther from its place in the query, the more, in steps.
 * @see https://github.com/meilisearch/meilisearch, milli/src/search/new/ranking_rule_graph/position
 */
function positionCost({ start, span }: SlotMatches['slot'], place: number): number {
  const away = Math.abs(bucketOf[place % attributeSpan]! - start)
  let cost = 0
  for (let i = 0; i < span; i++) cost += costOf[away + i] ?? steps.length
  return cost
}

/** 0: an attribute is exactly what was typed, but for what is dropped; 1: one begins with it; 2: neither. */
function wholeAttribute(slots: readonly SlotMatches[], ordinal: number, lengthOf: RuleSources['lengthOf']): number {
  if (slots.some(({ slot }, i) => slot.first !== i || slot.span > 1)) return 2
  const attributes = slots.map((matches) => {
    const found = new Set<number>()
    eachPlace(matches, ordinal, (place) => {
      const [at, { start }] = [place & placeMask, matches.slot]
      if ((place & exactBit) !== 0 && at % attributeSpan === start) found.add((at / attributeSpan) | 0)
    })
    return found
  })
  const length = slots.reduce((sum, { slot }) => sum + slot.end - slot.start + 1, 0)
  let best = 2
  for (const attribute of attributes[0]!) {
    if (attributes.every(found => found.has(attribute))) best = Math.min(best, length === lengthOf(ordinal, attribute) ? 0 : 1)
  }
  return best
}

function inexactWords(slots: readonly SlotMatches[], ordinal: number): number {
  return slots.reduce((sum, matches) => {
    let exact = false
    eachPlace(matches, ordinal, (place) => {
      exact ||= (place & exactBit) !== 0
    })
    return exact ? sum : sum + matches.slot.span
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
