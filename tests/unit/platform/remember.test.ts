import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Db } from '../../../server/platform/database.ts'
import { remember } from '../../../server/platform/remember.ts'

// It is a key only.
const pool = () => ({}) as Db

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('reads once for many who ask at once, and again for another pool', async () => {
  const read = vi.fn(async () => await Promise.resolve('a'))
  const ask = remember(read, { freshMs: 1_000 })
  const db = pool()
  expect(await Promise.all([ask(db), ask(db), ask(db)])).toEqual(['a', 'a', 'a'])
  expect(read).toHaveBeenCalledTimes(1)
  await ask(pool())
  expect(read).toHaveBeenCalledTimes(2)
})

test('an old answer is given at once while a new one is read, by one reader', async () => {
  let version = 0
  const ask = remember(async () => await Promise.resolve(++version), { freshMs: 1_000 })
  const db = pool()
  expect(await ask(db)).toBe(1)
  vi.advanceTimersByTime(1_001)
  expect(await Promise.all([ask(db), ask(db)])).toEqual([1, 1])
  await vi.runAllTimersAsync()
  expect(await ask(db)).toBe(2)
})

test('a failure is not kept: the first to ask hears of it, later ones get the old answer', async () => {
  let fails = true
  const ask = remember(async () => await (fails ? Promise.reject(new Error('away')) : Promise.resolve('there')), { freshMs: 1_000 })
  const db = pool()
  await expect(ask(db)).rejects.toThrow('away')
  fails = false
  expect(await ask(db)).toBe('there')
  fails = true
  vi.advanceTimersByTime(1_001)
  expect(await ask(db)).toBe('there')
  await vi.runAllTimersAsync()
  expect(await ask(db)).toBe('there')
})
