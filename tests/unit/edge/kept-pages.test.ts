import { expect, test } from 'vitest'
import { keptPageOf } from '../../../server/utils/kept-pages.ts'

test('every way of writing the address of a kept page is one page', () => {
  for (const path of ['/', '/?utm_source=a', '/?', '']) expect(keptPageOf(path)).toBe('/')
  for (const path of ['/en', '/en/', '/en?x=1', '/%65n']) expect(keptPageOf(path)).toBe('/en')
  for (const path of ['/scenarios/clean-and-care', '/scenarios/%63lean-and-care/?x=/y']) expect(keptPageOf(path)).toBe('/scenarios/clean-and-care')
  expect(keptPageOf('/en/terms?x')).toBe('/en/terms')
})

test('no other address is kept', () => {
  for (const path of ['/search', '/bundles/a', '/scenarios', '/scenarios/a/b', '/scenarios/A', '/english', '//', '/%', '/api/scenarios', '/scenarios/a/_payload.json']) {
    expect(keptPageOf(path)).toBeUndefined()
  }
})
