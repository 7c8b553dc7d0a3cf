import { expect, test } from 'vitest'
import { queryDay, queryPage, queryText } from '../../../composables/addressQuery.ts'
import { endOfLastDay } from '../../../composables/campaignDraft.ts'
import { dayIn } from '../../../composables/formats.ts'
import { monthsBackFrom } from '../../../composables/monthGrid.ts'

const zone = 'Asia/Shanghai'

test('after midnight in Shanghai it is the next day, month and year there, though in UTC it is not', () => {
  const half = new Date('2026-12-31T16:30:00Z')
  expect(dayIn('UTC', half)).toBe('2026-12-31')
  expect(dayIn(zone, half)).toBe('2027-01-01')
  expect(monthsBackFrom(dayIn(zone, half), 3)).toEqual([
    { from: '2027-01-01', to: '2027-01-31' }, { from: '2026-12-01', to: '2026-12-31' }, { from: '2026-11-01', to: '2026-11-30' },
  ])
  expect(dayIn(zone, new Date('2026-12-31T15:59:59Z'))).toBe('2026-12-31')
})

test('months of a long day are told in full', () => {
  expect(monthsBackFrom('2028-03-31', 2)).toEqual([{ from: '2028-03-01', to: '2028-03-31' }, { from: '2028-02-01', to: '2028-02-29' }])
})

test('a last day ends where the clocks of the city begin the next', () => {
  expect(endOfLastDay('2026-12-31', zone)).toBe('2026-12-31T16:00:00.000Z')
  expect(endOfLastDay('2026-10-25', 'Europe/London')).toBe('2026-10-26T00:00:00.000Z')
  expect(endOfLastDay('2026-10-24', 'Europe/London')).toBe('2026-10-24T23:00:00.000Z')
})

test('an address is read as far as it makes sense', () => {
  const query = { day: ['2026-02-30', '2026-03-01'], from: '2026-02-28', until: '0001-01-01', page: '2.5', provider: null }
  expect([queryDay(query, 'day'), queryDay(query, 'from'), queryDay(query, 'until'), queryDay(query, 'none')]).toEqual([undefined, '2026-02-28', undefined, undefined])
  expect([queryText(query, 'day'), queryText(query, 'provider')]).toEqual(['2026-02-30', ''])
  expect([queryPage(query), queryPage({ page: '7' }), queryPage({ page: '0' }), queryPage({ page: '9999' }), queryPage({})]).toEqual([1, 7, 1, 500, 1])
})
