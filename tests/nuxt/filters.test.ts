import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activeFilters, dayParts, noFilters, readFilters, searchQueryOf, sorts, writeFilters, type Filters } from '~/composables/filters'

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
  sort: fc.constantFrom(...sorts),
  page: fc.integer({ min: 1, max: 500 }),
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

  it('ask the API in minor units', () => {
    expect(searchQueryOf({ ...noFilters(), priceFrom: 100, priceTo: 350 })).toEqual({ priceFrom: '10000', priceTo: '35000' })
  })

  it('give a chip for each filter, which takes away that filter and goes back to page one', () => {
    const chosen = { ...noFilters(), q: '保洁', district: ['xuhui', 'jingan'], priceTo: 300, page: 4 }
    const chips = activeFilters(chosen)
    expect(chips.map(({ facet, value }) => `${facet}=${value}`)).toEqual(['q=保洁', 'district=xuhui', 'district=jingan', 'priceTo=300'])
    expect(chips[1]?.without).toEqual({ ...chosen, district: ['jingan'], page: 1 })
    expect(chips[3]?.without).toEqual({ ...chosen, priceTo: null, page: 1 })
  })
})
