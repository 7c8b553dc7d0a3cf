import type { Sequence } from './parse-query.ts'
import { attributeSpan, eachDocument, type Posting } from './postings.ts'
import type { Slot } from './query.ts'

export type Postings = ReadonlyMap<string, Posting>

/** Bits above a place in a `SlotMatches` chunk. */
export const exactBit = 1 << 16
export const extraShift = 17
export const placeMask = 0xFFFF

/**
 * Where a slot is met in each document by its derivations of the fewest typos. `head[ordinal]` is 0 or the start of a chunk in `pool`:
 * `[next chunk or 0, count, place…]`; a place carries whether it is exact, and how many words follow it in its sequence.
 */
export interface SlotMatches {
  slot: Slot
  head: Uint32Array
  typos: Uint8Array
  pool: Uint32Array
  /** Documents that meet it. */
  ordinals: number[]
}

export interface MatchOptions {
  postings: Postings
  /** Ordinals are below it. */
  size: number
  /** Documents that count; asked once for each. */
  admits: (ordinal: number) => boolean
  /** Attributes that count. */
  attribute: (attribute: number) => boolean
  /** Attributes in which typos count. */
  typoAttribute: (attribute: number) => boolean
}

export function matchSlot(slot: Slot, { postings, size, admits, attribute, typoAttribute }: MatchOptions): SlotMatches {
  const head = new Uint32Array(size)
  const typos = new Uint8Array(size)
  const refused = new Uint8Array(size)
  const ordinals: number[] = []
  let pool = new Uint32Array(4096)
  let end = 1

  for (const derivation of slot.derivations) {
    const counts = derivation.typos > 0 ? (a: number) => attribute(a) && typoAttribute(a) : attribute
    const flags = (derivation.exact ? exactBit : 0) | ((derivation.words.length - 1) << extraShift)
    eachSequence(derivation.words, postings, (ordinal, units, from, to) => {
      const known = head[ordinal]!
      if (known !== 0 && typos[ordinal]! < derivation.typos) return
      if (known === 0) {
        if (refused[ordinal] === 1) return
        if (!admits(ordinal)) {
          refused[ordinal] = 1
          return
        }
      }
      if (end + 2 + to - from > pool.length) {
        const larger = new Uint32Array(Math.max(pool.length * 2, end + 2 + to - from))
        larger.set(pool)
        pool = larger
      }
      const start = end
      end += 2
      for (let at = from; at < to; at++) {
        const place = units[at]!
        if (counts((place / attributeSpan) | 0)) pool[end++] = place | flags
      }
      if (end === start + 2) {
        end = start
        return
      }
      pool[start] = known
      pool[start + 1] = end - start - 2
      head[ordinal] = start
      if (known === 0) {
        typos[ordinal] = derivation.typos
        ordinals.push(ordinal)
      }
    })
  }
  return { slot, head, typos, pool, ordinals }
}

type See = (ordinal: number, units: ArrayLike<number>, from: number, to: number) => void

/**
 * Documents that have these words next to each other, with the places of the first. Where a stop word is left out, another may stand, or
 * none.
 */
export function eachSequence(words: Sequence, postings: Postings, see: See): void {
  const first = postings.get(words[0]!)
  if (first === undefined) return
  if (words.length === 1) return eachDocument(first, see)
  const rest: { reach: number, places: Map<number, Set<number>> }[] = []
  let reach = 1
  for (const word of words.slice(1)) {
    if (word === undefined) {
      reach++
      continue
    }
    const posting = postings.get(word)
    if (posting === undefined) return
    const places = new Map<number, Set<number>>()
    eachDocument(posting, (ordinal, units, from, to) => places.set(ordinal, new Set(units.subarray(from, to))))
    rest.push({ reach, places })
    reach = 1
  }
  eachDocument(first, (ordinal, units, from, to) => {
    const sets = rest.map(({ places }) => places.get(ordinal))
    if (sets.includes(undefined)) return
    const starts = [...units.subarray(from, to)].filter((start) => {
      let place: number | undefined = start
      for (const [i, { reach }] of rest.entries()) {
        const before: number = place
        place = Array.from({ length: reach }, (_, gap) => before + gap + 1).find(next => sets[i]!.has(next))
        if (place === undefined) return false
      }
      return true
    })
    if (starts.length > 0) see(ordinal, starts, 0, starts.length)
  })
}
