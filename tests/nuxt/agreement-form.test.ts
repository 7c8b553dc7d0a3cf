import { expect, it } from 'vitest'
import { blackoutsOf, termsDraftOf, termsOfDraft } from '~/composables/agreementForm'

const terms = { percentOffBps: 1250, floorAmount: 9_950, noticeMinutes: 90, blackoutDates: ['2027-02-06'], exitNoticeDays: 14 }

it('what was read comes back as it was, and days that are typed and not added count', () => {
  const draft = termsDraftOf(terms, 2)
  expect(termsOfDraft(draft, 2)).toEqual({ terms })
  expect(termsOfDraft({ ...draft, from: '2027-01-01' }, 2)).toEqual({ terms: { ...terms, blackoutDates: ['2027-01-01', '2027-02-06'] } })
  expect(termsOfDraft({ ...draft, percent: '101', floor: 'x', hours: '', exitDays: '1.5', from: '2027-01-02', to: '2027-01-01' }, 2))
    .toEqual({ wrong: ['percent', 'floor', 'notice', 'exit', 'blackout'] })
})

it('a stretch of days has each of them once, also over the end of a month and a change of the clock', () => {
  const days = (from: string, to: string, blackouts: string[] = []) => blackoutsOf({ blackouts, from, to })
  expect(days('2028-02-28', '2028-03-01', ['2028-02-29'])).toEqual(['2028-02-28', '2028-02-29', '2028-03-01'])
  expect(days('2027-03-27', '2027-03-29')).toHaveLength(3)
  expect(days('', '', ['2027-01-01'])).toEqual(['2027-01-01'])
  expect([days('', '2027-01-01'), days('2027-01-02', '2027-01-01'), days('2027-01-01', '2027-12-31'), days('2027-01-01', '2027-02-28', ['2028-01-01', '2028-01-02'])])
    .toEqual([null, null, null, null])
})
