import fc from '../../support/fc.ts'
import { expect, test } from 'vitest'
import { clearRange, emptyBitmap, eroded, inAtLeast, nextBit, nextGap, setRange, shifted, ticksOf } from '../../../server/availability/bitmap.ts'

const TICKS = 160
const members = fc.uniqueArray(fc.integer({ min: 0, max: TICKS - 1 }))
const tick = fc.integer({ min: -40, max: TICKS + 40 })

function bitmapOf(ticks: readonly number[]) {
  const bitmap = emptyBitmap(TICKS)
  for (const each of ticks) setRange(bitmap, each, each + 1)
  return bitmap
}

const all = Array.from({ length: TICKS }, (_, i) => i)

test('sets, clears and moves as sets of numbers do', () => {
  fc.assert(fc.property(members, tick, tick, fc.integer({ min: -170, max: 170 }), (ticks, from, to, by) => {
    const has = new Set(ticks)
    expect(ticksOf(setRange(bitmapOf(ticks), from, to))).toEqual(all.filter((t) => has.has(t) || (t >= from && t < to)))
    expect(ticksOf(clearRange(bitmapOf(ticks), from, to))).toEqual(all.filter((t) => has.has(t) && !(t >= from && t < to)))
    expect(ticksOf(shifted(bitmapOf(ticks), by))).toEqual(all.filter((t) => has.has(t - by)))
  }))
})

test('erodes to the starts of stretches that are long enough', () => {
  fc.assert(fc.property(fc.array(fc.tuple(tick, tick), { maxLength: 4 }), fc.integer({ min: 1, max: 100 }), (ranges, length) => {
    const bitmap = emptyBitmap(TICKS)
    for (const [from, to] of ranges) setRange(bitmap, from, to)
    const has = new Set(ticksOf(bitmap))
    const fits = (start: number) => Array.from({ length }, (_, i) => start + i).every((t) => has.has(t))
    expect(ticksOf(eroded(bitmap, length))).toEqual(all.filter(fits))
  }))
})

test('counts up to the number asked for', () => {
  fc.assert(fc.property(fc.array(members, { maxLength: 5 }), fc.integer({ min: 1, max: 4 }), (sets, count) => {
    const found = inAtLeast(count, sets.map(bitmapOf), TICKS / 32)
    expect(ticksOf(found)).toEqual(all.filter((t) => sets.filter((set) => set.includes(t)).length >= count))
  }))
})

test('finds the next tick of the set and the next one outside', () => {
  fc.assert(fc.property(members, fc.integer({ min: 0, max: TICKS }), fc.integer({ min: 0, max: TICKS }), (ticks, from, to) => {
    const has = new Set(ticks)
    const within = all.filter((t) => t >= from && t < to)
    expect(nextBit(bitmapOf(ticks), from, to)).toBe(within.find((t) => has.has(t)) ?? -1)
    if (from <= to) expect(nextGap(bitmapOf(ticks), from, to)).toBe(within.find((t) => !has.has(t)) ?? to)
  }))
})
