/** The currency of the city that Linli runs in: of prices for which no other is known. */
export const CITY_CURRENCY = 'CNY'

/**
 * Spreads `total` over `weights` so that the parts add up to it exactly (largest remainder, Hare–Niemeyer); of equal remainders the first
 * wins.
 * All weights zero: the first part gets everything.
 */
export function allocate(total: number, weights: readonly number[]): number[] {
  if (!Number.isSafeInteger(total) || total < 0) throw new RangeError(`not an amount: ${total}`)
  if (weights.length === 0) throw new RangeError('nothing to spread over')
  if (weights.some(weight => !Number.isSafeInteger(weight) || weight < 0)) throw new RangeError('a weight is not a whole number ≥ 0')
  const sum = weights.reduce((a, b) => a + BigInt(b), 0n)
  if (sum === 0n) return weights.map((_, index) => (index === 0 ? total : 0))
  const parts = weights.map((weight) => {
    const product = BigInt(total) * BigInt(weight)
    return { floor: Number(product / sum), remainder: product % sum }
  })
  const left = total - parts.reduce((a, part) => a + part.floor, 0)
  const order = parts.map((part, index) => ({ index, remainder: part.remainder }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
  const extra = new Set(order.slice(0, left).map(entry => entry.index))
  return parts.map((part, index) => part.floor + (extra.has(index) ? 1 : 0))
}

/** `bps` ten-thousandths of an amount, rounded half up. Exact for every safe integer. */
export function shareOf(amount: number, bps: number): number {
  return Number((BigInt(amount) * BigInt(bps) + 5_000n) / 10_000n)
}
