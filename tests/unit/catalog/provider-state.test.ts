import { describe, expect, it } from 'vitest'
import { checklist, missingOf, providerStatuses } from '#shared/onboarding.ts'
import { nextStanding, providerMoves, type ProviderEvent, type Review } from '../../../server/catalog/providers/state.ts'

const events = [...new Set(providerMoves.map(({ event }) => event))]
const reviews: Review[] = [null, 'waiting', 'asked']
const everywhere = providerStatuses.flatMap(status => reviews.map(review => ({ status, review })))
const leadsTo = (to: string) => everywhere.flatMap(standing => events.flatMap((event: ProviderEvent) => (['provider', 'operator'] as const)
  .filter(by => nextStanding(standing, event, by)?.status === to && standing.status !== to).map(by => [standing.status, event, by])))

describe('the life of a provider', () => {
  it('becomes public by an operator alone', () => {
    expect(new Set(leadsTo('verified').map(([from, event, by]) => `${from} ${event} ${by}`))).toEqual(new Set(['submitted approve operator', 'suspended lift operator']))
  })

  it('never ends a suspension by anything but lifting it', () => {
    for (const review of reviews) for (const event of events) for (const by of ['provider', 'operator'] as const) {
      const next = nextStanding({ status: 'suspended', review }, event, by)
      if (next && event !== 'lift') expect(next.status).toBe('suspended')
    }
  })

  it('has nothing after a rejection', () => {
    for (const review of reviews) for (const event of events) expect([nextStanding({ status: 'rejected', review }, event, 'provider'), nextStanding({ status: 'rejected', review }, event, 'operator')]).toEqual([undefined, undefined])
  })

  it('goes on while a change of papers is looked at', () => {
    const changed = nextStanding({ status: 'verified', review: null }, 'change_papers', 'provider')!
    expect(changed).toEqual({ status: 'verified', review: 'waiting' })
    for (const event of ['approve', 'ask_more', 'refuse_change'] as const) expect(nextStanding(changed, event, 'operator')?.status).toBe('verified')
  })

  it('waits for nobody once all that changed is taken back, but for what it was asked', () => {
    const back = (event: ProviderEvent, review: Review) => nextStanding({ status: 'verified', review }, event, 'provider')?.review
    expect([back('take_back', 'waiting'), back('take_back_asked', 'waiting')]).toEqual([null, 'asked'])
    expect([back('take_back', 'asked'), back('take_back', null), nextStanding({ status: 'draft', review: null }, 'take_back', 'provider')])
      .toEqual([undefined, undefined, undefined])
  })

  it('waits for an operator exactly where it was submitted or changed', () => {
    for (const standing of everywhere) for (const event of events) {
      const next = nextStanding(standing, event, 'provider')
      if (next && !event.startsWith('take_back')) expect(next.review).toBe('waiting')
    }
  })
})

describe('the checklist', () => {
  it('asks for one language, contact, a district and a licence that was not refused', () => {
    const empty = { name: { zh: '', en: '' }, summary: { zh: '', en: '' }, contact: { name: '', email: '', phone: '' }, districtIds: [], papers: [] }
    expect(missingOf(empty)).toEqual([...checklist])
    const full = { ...empty, name: { zh: '', en: 'A' }, summary: { zh: '一', en: '' }, contact: { name: 'a', email: 'a@b.cn', phone: '1' }, districtIds: ['near'] }
    expect(missingOf({ ...full, papers: [{ kind: 'business_licence', state: 'refused' }, { kind: 'food_permit', state: 'open' }] })).toEqual(['licence'])
    expect(missingOf({ ...full, papers: [{ kind: 'business_licence', state: 'open' }] })).toEqual([])
  })
})
