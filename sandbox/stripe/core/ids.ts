import { createHash, randomBytes } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** `pi_3…`: Stripe's prefix and 24 letters and digits. With a seed the id is always the same, so that an import can be repeated. */
export function newId(prefix: string, seed?: string): string {
  const bytes = seed === undefined ? randomBytes(24) : createHash('sha256').update(`${prefix}:${seed}`).digest().subarray(0, 24)
  return `${prefix}_${[...bytes].map((byte) => alphabet[byte % alphabet.length]).join('')}`
}
