import type { Draft } from '#shared/draft.ts'
import { toValue, type Offering } from './catalogue.ts'
import { idOf } from './random.ts'
import type { Rows } from './rows.ts'
import { addDays, at, iso } from './time.ts'

const slug = 'clean-home-and-nurse'

/** What the demo manager works on: a bundle with a nursing provider, who has answered the first terms with others. */
export function addPartnership(rows: Rows, { offerings, today }: { offerings: readonly Offering[], today: string }): void {
  const offeringOf = (provider: string, service: string) => {
    const found = offerings.find(own => own.provider.slug === provider && own.service.key === service)
    if (!found) throw new RangeError(`${provider} does not offer ${service}`)
    return found
  }
  const [clean, nurse] = [offeringOf('jiahe', 'home-clean'), offeringOf('renxin', 'nurse-visit')]
  const [publisher, partner] = [idOf('person', 'wang.lei'), idOf('person', 'li.min')]
  const [began, asked, answered] = [-5, -4, -1].map(days => iso(at(addDays(today, days), 660)))
  const id = idOf('bundle', slug)
  const leg = (key: string, offering: Offering) => ({
    key, title: { zh: offering.title[0], en: offering.title[1] }, required: true, dependsOn: null,
    alternatives: [{ offeringId: offering.id, percentOffBps: offering === clean ? 800 : 0 }],
  })
  const draft: Draft = {
    scenario: 'clean-and-care',
    title: { zh: '屋子干净，护士也来过了', en: 'A clean home, and the nurse has been' },
    summary: { zh: '保洁收工后护士上门量血压、理药盒，一个上午办完两件事。', en: '' },
    description: { zh: '', en: '' },
    stages: [{ rule: null, legs: [leg('clean', clean)] }, { rule: { kind: 'gap', min: 0, max: 90, sameDay: true }, legs: [leg('nurse', nurse)] }],
  }
  rows.bundle.push({
    id, provider_id: clean.provider.id, scenario_id: null, slug: `draft-${id}`, title_zh: draft.title.zh, title_en: draft.title.en,
    summary_zh: '', summary_en: '', description_zh: '', description_en: '', currency: 'CNY', rating: null, rating_count: 0, popularity: 0,
    status: 'draft', published_at: null, created_at: began!, edition: 0, revision: 3,
  })
  rows.bundle_draft.push({ bundle_id: id, content: toValue(draft), saved_by: publisher, saved_at: asked! })
  const versions = [
    { version: 1, status: 'superseded', percent_off_bps: 1500, floor_amount: null, notice_minutes: 240, exit_notice_days: 14, asked_by: 'publisher' },
    { version: 2, status: 'countered', percent_off_bps: 1000, floor_amount: 12_000, notice_minutes: 1440, exit_notice_days: 30, asked_by: 'partner' },
  ]
  for (const terms of versions) {
    const isFirst = terms.version === 1
    const own = { id: idOf('agreement', `${slug} ${terms.version}`), at: (isFirst ? asked : answered)! }
    rows.agreement.push({
      id: own.id, bundle_id: id, offering_id: nurse.id, provider_id: nurse.provider.id, ...terms, blackout_dates: [], decided_at: null,
      created_at: own.at,
    })
    rows.agreement_event.push({
      id: idOf('agreement event', `${slug} ${terms.version}`), agreement_id: own.id, event: isFirst ? 'propose' : 'counter',
      by_side: terms.asked_by, person_id: isFirst ? publisher : partner, at: own.at,
      note: isFirst ? '保洁做完护士接着来，您那边方便吗？' : '可以接。护士排班紧，请至少提前一天；让利最多一成。',
    })
  }
}
