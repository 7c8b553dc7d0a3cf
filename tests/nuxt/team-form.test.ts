import { describe, expect, it } from 'vitest'
import type { CrewContent } from '#shared/schemas/crew.ts'
import { leftWithoutPaper, skillCode } from '~/composables/teamForm'

const paper = (kind: string, expiresOn: string, number = '1'): CrewContent['credentials'][number] => ({ kind, number, issuer: { zh: '市', en: 'City' }, expiresOn })
const content = {
  name: { zh: '王', en: 'Wang' }, gender: null, languages: [], homeDistrictId: 'xuhui', districtIds: [], skills: [], hours: [], personId: null, portraitId: null,
  credentials: [paper('card', '2027-03-31'), paper('nurse', '2027-12-31')],
}
const at = (start: string, end: string) => ({ kind: 'booking' as const, reference: start, title: { zh: '', en: '' }, start, end })
const known = {
  content, zone: 'Asia/Shanghai',
  // The second begins on the 31st of March in Shanghai and ends at midnight; the third is after every paper that there was.
  ahead: [at('2027-02-01T01:00:00Z', '2027-02-01T03:00:00Z'), at('2027-03-31T14:00:00Z', '2027-03-31T16:00:00Z'), at('2028-01-01T01:00:00Z', '2028-01-01T02:00:00Z')],
}
const broken = (credentials: CrewContent['credentials']) => leftWithoutPaper({ credentials }, known).map(({ reference }) => reference)

describe('what a change of papers would take away', () => {
  it('is nothing where each kind holds as long as before, whatever its number', () => {
    expect(broken(content.credentials)).toEqual([])
    expect(broken([paper('card', '2029-01-01', '2'), paper('nurse', '2027-12-31', '3'), paper('nurse', '2026-01-01', '4')])).toEqual([])
  })

  it('is what lies between the new last day and the old one, by the provider\'s clocks', () => {
    expect(broken([paper('card', '2027-02-28'), paper('nurse', '2027-12-31')])).toEqual(['2027-03-31T14:00:00Z'])
    expect(broken([paper('card', '2027-03-31')])).toEqual(['2027-02-01T01:00:00Z', '2027-03-31T14:00:00Z'])
    expect(broken([paper('card', '2027-03-30'), paper('nurse', '2027-03-31')])).toEqual(['2027-03-31T14:00:00Z'])
  })
})

it('a skill is kept in the words in which it was typed, in any script', () => {
  const typed = [' Window cleaning ', '开锁', '儿童 钢琴', 'Мытьё окон', 'home_cleaning', '！？', 'x'.repeat(80)]
  expect(typed.map(skillCode)).toEqual(['window-cleaning', '开锁', '儿童-钢琴', 'мытьё-окон', 'home-cleaning', null, 'x'.repeat(60)])
})
