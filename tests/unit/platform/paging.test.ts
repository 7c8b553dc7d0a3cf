import fc from '../../support/fc.ts'
import { expect, test } from 'vitest'
import { lastPage, pagesOf } from '../../../shared/paging.ts'
import { readPage } from '../../../server/platform/paging.ts'

const listOf = (total: number) => async ({ limit, offset }: { limit: number, offset: number }) =>
  Array.from({ length: total }, (_, index) => ({ index, total })).slice(offset, offset + limit)

test('the pages of a list are the list, in its order; past its end the last one is shown', async () => {
  await fc.assert(fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 200 }), async (total, perPage, beyond) => {
    const pages = pagesOf(total, perPage)
    const shown = await Promise.all(Array.from({ length: pages }, async (_, at) => await readPage({ page: at + 1, perPage }, listOf(total))))
    expect(shown.flatMap(({ rows }) => rows.map(({ index }) => index))).toEqual(Array.from({ length: total }, (_, index) => index))
    expect(await readPage({ page: pages + beyond, perPage }, listOf(total))).toEqual(shown.at(-1))
  }))
})

test('a list that shrinks while it is read ends at a page that there is', async () => {
  let total = 40
  const shrinking = async (part: { limit: number, offset: number }) => await listOf(total -= 15)(part)
  expect(await readPage({ page: 4, perPage: 10 }, shrinking)).toEqual({ rows: [], total: 0, page: 1, pages: 1 })
})

test('no page lies beyond the last that the API takes', () => {
  expect(pagesOf(10_000_000, 10)).toBe(lastPage)
})
