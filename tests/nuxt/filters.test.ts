import fc from '../support/fc.ts'
import { describe, expect, it } from 'vitest'
import { activeFilters, dayParts, formFilters, noFilters, ratings, readFilters, relaxed, searchQueryOf, sorts, spansOf, writeFilters, type Filters } from '~/composables/filters'

const slug = fc.stringMatching(/^[a-z0-9]{1,8}(-[a-z0-9]{1,5})?$/)
const slugs = fc.uniqueArray(slug, { maxLength: 4 })
const amount = fc.option(fc.integer({ min: 0, max: 9_999_999 }))
const filters: fc.Arbitrary<Filters> = fc.record({
  q: fc.string({ maxLength: 60 }).map(text => text.trim()),
  scenario: slugs,
  category: slugs,
  district: slugs,
  priceFrom: amount,
  priceTo: amount,
  day: fc.option(fc.date({ min: new Date('2026-01-01'), max: new Date('2030-12-31'), noInvalidDate: true }).map(date => date.toISOString().slice(0, 10))),
  part: fc.subarray([...dayParts]),
  language: slugs,
  credential: slugs,
  elder: fc.boolean(),
  instant: fc.boolean(),
  rating: fc.option(fc.constantFrom(...ratings)),
  sort: fc.constantFrom(...sorts),
  page: fc.integer({ min: 1, max: 500 }),
  map: fc.boolean(),
})

describe('filters and the address', () => {
  it('read back what was written, whatever was chosen', () => {
    fc.assert(fc.property(filters, (chosen) => {
      expect(readFilters(writeFilters(chosen))).toEqual(chosen)
    }))
  })

  it('keep the address empty when nothing is chosen', () => {
    expect(writeFilters(noFilters())).toEqual({})
  })

  it('understand repeated fields, as a form without scripts sends them', () => {
    const read = readFilters({ scenario: ['clean-and-care', 'move-in-ready'], part: ['evening', 'morning'], q: ' 保洁 ', priceFrom: '', day: '' })
    expect(read).toMatchObject({ scenario: ['clean-and-care', 'move-in-ready'], part: ['morning', 'evening'], q: '保洁', priceFrom: null, day: null })
  })

  it('leave out what makes no sense instead of failing', () => {
    const read = readFilters({ scenario: 'A B', district: '../etc', day: '2026-02-30', priceFrom: '-3', priceTo: '1e9', sort: 'luck', page: '0', part: 'night' })
    expect(read).toEqual(noFilters())
  })

  it('survive any address', () => {
    const value = fc.oneof(fc.string(), fc.array(fc.option(fc.string())), fc.constant(null))
    fc.assert(fc.property(fc.dictionary(fc.constantFrom(...Object.keys(noFilters())), value), (query) => {
      const once = readFilters(query)
      expect(readFilters(writeFilters(once))).toEqual(once)
    }))
  })

  it('ask the API in minor units, and not for the map', () => {
    expect(searchQueryOf({ ...noFilters(), priceFrom: 100, priceTo: 350, map: true })).toEqual({ priceFrom: '10000', priceTo: '35000' })
  })

  it('give a chip for each filter, which takes away that filter and goes back to page one', () => {
    const chosen = { ...noFilters(), q: '保洁', district: ['xuhui', 'jingan'], priceTo: 300, page: 4 }
    const chips = activeFilters(chosen)
    expect(chips.map(({ facet, values }) => `${facet}=${values.join()}`)).toEqual(['q=保洁', 'district=xuhui', 'district=jingan', 'priceTo=300'])
    expect(chips[1]?.without).toEqual({ ...chosen, district: ['jingan'], page: 1 })
    expect(chips[3]?.without).toEqual({ ...chosen, priceTo: null, page: 1 })
  })

  it('tell days that follow each other as a span', () => {
    const told = (...days: string[]) => spansOf(days.map(day => `2026-${day}`)).map(({ from, to }) => `${from.slice(5)} ${to.slice(5)}`)
    expect(told('11-28', '11-29')).toEqual(['11-28 11-28', '11-29 11-29'])
    expect(told('11-26', '11-27', '11-30', '12-01', '12-02')).toEqual(['11-26 11-26', '11-27 11-27', '11-30 12-02'])
  })

  it('know words for places and times: as chips that go with their words, and as ticked boxes', () => {
    const understood = {
      text: '保洁',
      pieces: [
        { facet: 'district' as const, values: ['xuhui'], said: '徐汇', without: '周末 保洁' },
        { facet: 'day' as const, values: ['2026-11-28', '2026-11-29'], said: '周末', without: '徐汇 保洁' },
      ],
    }
    const chosen = { ...noFilters(), q: '徐汇 周末 保洁', district: ['jingan'], page: 3 }
    const chips = activeFilters(chosen, understood)
    expect(chips.map(({ facet, values, without }) => [facet, values.join(), without.q])).toEqual([
      ['q', '保洁', '徐汇 周末'], ['district', 'xuhui', '周末 保洁'], ['day', '2026-11-28,2026-11-29', '徐汇 保洁'], ['district', 'jingan', chosen.q],
    ])
    // One field cannot hold two days, so these stay words.
    expect(formFilters(chosen, understood)).toMatchObject({ q: '周末 保洁', district: ['jingan', 'xuhui'], day: null })
    expect(relaxed(chosen, { facet: 'district', count: 2, q: '周末 保洁' })).toEqual({ ...chosen, district: [], q: '周末 保洁', page: 1 })
    expect(relaxed({ ...chosen, day: '2026-11-28', part: ['evening'] }, { facet: 'time', count: 2, q: '徐汇 保洁' }))
      .toEqual({ ...chosen, q: '徐汇 保洁', page: 1 })
  })
})
