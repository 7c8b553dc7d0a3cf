import { createHash } from 'node:crypto'

/** Numbers that look random and are the same on every run. */
export interface Random {
  /** [0, 1) */
  next(): number
  /** A whole number of [from, to]. */
  int(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
}

/** mulberry32, started from the text. */
export function createRandom(seed: string): Random {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0)
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    int,
    chance: probability => next() < probability,
    pick: (items) => {
      const item = items[int(0, items.length - 1)]
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
  }
}

/** All seeded ids carry this moment, 2026-01-01 in UTC, as the time of their UUIDv7. */
const MADE_AT = 1_767_225_600_000

/** The id of a seeded row: equal on every run for the same kind and key, in the shape of a UUIDv7. */
export function idOf(kind: string, key: string): string {
  const bytes = Buffer.alloc(16)
  createHash('sha256').update(`${kind}:${key}`).digest().copy(bytes, 6, 0, 10)
  bytes.writeUIntBE(MADE_AT, 0, 6)
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
