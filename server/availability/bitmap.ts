/**
 * Sets of ticks as bits of a `Uint32Array`: bit `i` is tick `i` of the horizon. All operations are word-wide, and all bitmaps of
 * one problem have the same length, so no operation checks it. A horizon is a multiple of 32 ticks: there are no stray bits at the end.
 */
export type Bitmap = Uint32Array

/** Half-open. */
interface Ticks {
  start: number
  end: number
}

const FULL = 0xffffffff
const EVERYWHERE = { start: 0, end: Infinity }

export function emptyBitmap(ticks: number): Bitmap {
  return new Uint32Array(Math.ceil(ticks / 32))
}

export function copyOf(source: Bitmap): Bitmap {
  return source.slice()
}

/** `target &= other` */
export function andInto(target: Bitmap, other: Bitmap): Bitmap {
  for (let i = 0; i < target.length; i++) target[i]! &= other[i]!
  return target
}

/** `target |= other`, in the words that touch the range. */
export function orInto(target: Bitmap, other: Bitmap, { start, end }: Ticks = EVERYWHERE): Bitmap {
  for (let i = Math.max(start, 0) >>> 5; i < Math.min(Math.ceil(end / 32), target.length); i++) target[i]! |= other[i]!
  return target
}

/** Writes the ticks that all of the sets have into `target`, word by word where a word touches the range; the rest of `target` stays. */
export function intersection(target: Bitmap, [first, ...others]: readonly Bitmap[], { start, end }: Ticks): Bitmap {
  for (let i = Math.max(start, 0) >>> 5; i < Math.min(Math.ceil(end / 32), target.length); i++) {
    let word = first![i]!
    for (const other of others) word &= other[i]!
    target[i] = word
  }
  return target
}

/** Whether the sets have a tick in common in the words that touch the range. */
export function meetIn([first, ...others]: readonly Bitmap[], { start, end }: Ticks): boolean {
  for (let i = Math.max(start, 0) >>> 5; i < Math.min(Math.ceil(end / 32), first!.length); i++) {
    let word = first![i]!
    for (const other of others) word &= other[i]!
    if (word !== 0) return true
  }
  return false
}

export function hasBit(bitmap: Bitmap, tick: number): boolean {
  return tick >= 0 && tick < bitmap.length * 32 && ((bitmap[tick >>> 5]! >>> (tick & 31)) & 1) === 1
}

/** Sets the ticks of [from, to); what lies outside the horizon is ignored. */
export function setRange(bitmap: Bitmap, from: number, to: number): Bitmap {
  return eachMask(bitmap, from, to, (word, mask) => {
    bitmap[word]! |= mask
  })
}

/** Clears the ticks of [from, to); what lies outside the horizon is ignored. */
export function clearRange(bitmap: Bitmap, from: number, to: number): Bitmap {
  return eachMask(bitmap, from, to, (word, mask) => {
    bitmap[word]! &= ~mask
  })
}

function eachMask(bitmap: Bitmap, from: number, to: number, apply: (word: number, mask: number) => void): Bitmap {
  const low = Math.max(from, 0)
  const high = Math.min(to, bitmap.length * 32)
  if (low >= high) return bitmap
  const first = low >>> 5
  const last = (high - 1) >>> 5
  const head = FULL << (low & 31)
  const tail = FULL >>> (31 - ((high - 1) & 31))
  if (first === last) {
    apply(first, head & tail)
    return bitmap
  }
  apply(first, head)
  for (let word = first + 1; word < last; word++) apply(word, FULL)
  apply(last, tail)
  return bitmap
}

/** A new bitmap in which every tick has moved later by `by` (earlier where `by` is negative). What leaves the horizon is lost. */
export function shifted(source: Bitmap, by: number): Bitmap {
  const out = new Uint32Array(source.length)
  const words = Math.floor(Math.abs(by) / 32)
  const bits = Math.abs(by) % 32
  const step = by < 0 ? 1 : -1
  for (let i = 0; i < out.length; i++) {
    const at = i + step * words
    const near = source[at] ?? 0
    if (bits === 0) {
      out[i] = near
      continue
    }
    const far = source[at + step] ?? 0
    out[i] = by < 0 ? (near >>> bits) | (far << (32 - bits)) : (near << bits) | (far >>> (32 - bits))
  }
  return out
}

/**
 * The erosion by `length` ticks: tick `t` is in the answer where all of [t, t + length) is in the source. O(log length) passes:
 * each ands the set with itself, moved by what is already covered.
 */
export function eroded(source: Bitmap, length: number): Bitmap {
  const out = source.slice()
  for (let covered = 1; covered < length;) {
    const step = Math.min(covered, length - covered)
    andEarlierInto(out, step)
    covered += step
  }
  return out
}

/** `bitmap &= bitmap moved earlier by step`, in place: ascending, a word is read before it is written. */
function andEarlierInto(bitmap: Bitmap, step: number): void {
  const words = step >>> 5
  const bits = step & 31
  const length = bitmap.length
  for (let i = 0; i < length; i++) {
    const at = i + words
    const near = at < length ? bitmap[at]! : 0
    if (bits === 0) {
      bitmap[i]! &= near
      continue
    }
    const far = at + 1 < length ? bitmap[at + 1]! : 0
    bitmap[i]! &= (near >>> bits) | (far << (32 - bits))
  }
}

/** The first tick of the set in [from, to), or -1. */
export function nextBit(bitmap: Bitmap, from: number, to: number): number {
  const high = Math.min(to, bitmap.length * 32)
  let tick = Math.max(from, 0)
  while (tick < high) {
    const rest = bitmap[tick >>> 5]! >>> (tick & 31)
    if (rest !== 0) {
      const found = tick + 31 - Math.clz32(rest & -rest)
      return found < high ? found : -1
    }
    tick = (tick | 31) + 1
  }
  return -1
}

/** The first tick in [from, to) that is not in the set, or `to`. */
export function nextGap(bitmap: Bitmap, from: number, to: number): number {
  let tick = from
  while (tick < to) {
    const rest = ~bitmap[tick >>> 5]! >>> (tick & 31)
    if (rest !== 0) return Math.min(tick + 31 - Math.clz32(rest & -rest), to)
    tick = (tick | 31) + 1
  }
  return to
}

/** Calls `visit` for each run of neighbouring ticks of the set in [from, to): the first tick, and the one after the last. */
export function eachRun(bitmap: Bitmap, from: number, to: number, visit: (start: number, end: number) => void): void {
  const high = Math.min(to, bitmap.length * 32)
  for (let start = nextBit(bitmap, from, high); start >= 0;) {
    const end = nextGap(bitmap, start, high)
    visit(start, end)
    start = nextBit(bitmap, end, high)
  }
}

/** The ticks of the set in [from, to), ascending. */
export function ticksOf(bitmap: Bitmap, from = 0, to = bitmap.length * 32): number[] {
  const ticks: number[] = []
  for (let tick = nextBit(bitmap, from, to); tick >= 0; tick = nextBit(bitmap, tick + 1, to)) ticks.push(tick)
  return ticks
}

/** The ticks that are in at least `count` of the sets: a saturating counter in unary, one bitmap per level. */
export function inAtLeast(count: number, sets: readonly Bitmap[], words: number): Bitmap {
  const levels = Array.from({ length: count }, () => new Uint32Array(words))
  for (const set of sets) {
    for (let level = count - 1; level > 0; level--) {
      const above = levels[level]!
      const below = levels[level - 1]!
      for (let i = 0; i < words; i++) above[i]! |= below[i]! & set[i]!
    }
    orInto(levels[0]!, set)
  }
  return levels[count - 1]!
}
