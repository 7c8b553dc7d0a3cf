/**
 * How the places of a word are kept: one value per word and block of 256 documents, as little-endian 16-bit units, for each document
 * `[place in the block, number of places, place…]`, both ascending. A place is `attribute × 1000 + position`, so that one number tells
 * where a word is, how near to another and how early; positions from 999 on are the last one (as in Meilisearch, 1,000 words an attribute).
 */
export const blockSize = 256
export const attributeSpan = 1000

export const placeOf = (attribute: number, position: number): number => attribute * attributeSpan + Math.min(position, attributeSpan - 1)

export function packBlock(entries: readonly (readonly [offset: number, places: readonly number[]])[]): Buffer {
  const units = new Uint16Array(entries.reduce((size, [, places]) => size + 2 + places.length, 0))
  let at = 0
  for (const [offset, places] of [...entries].sort((a, b) => a[0] - b[0])) {
    units[at++] = offset
    units[at++] = places.length
    units.set(places, at)
    at += places.length
  }
  return Buffer.from(units.buffer)
}

/** The units of a block as they came from the database, which may stand at an odd address. */
export const unitsOf = ({ buffer, byteOffset, byteLength }: Buffer): Uint16Array =>
  new Uint16Array(buffer.slice(byteOffset, byteOffset + byteLength))

export function unpackBlock(bytes: Buffer): Map<number, readonly number[]> {
  const units = unitsOf(bytes)
  const entries = new Map<number, readonly number[]>()
  for (let at = 0; at < units.length;) {
    const count = units[at + 1]!
    entries.set(units[at]!, [...units.subarray(at + 2, at + 2 + count)])
    at += 2 + count
  }
  return entries
}

/** One word's blocks, ascending. */
export type Posting = readonly { block: number, units: Uint16Array }[]

/** Calls `see` for each document of a posting with the units and the range in them that holds its places. */
export function eachDocument(posting: Posting, see: (ordinal: number, units: Uint16Array, from: number, to: number) => void): void {
  for (const { block, units } of posting) {
    for (let at = 0; at < units.length;) {
      const to = at + 2 + units[at + 1]!
      see(block * blockSize + units[at]!, units, at + 2, to)
      at = to
    }
  }
}
