import fc from '../../support/fc.ts'
import { describe, expect, test } from 'vitest'
import { missingToPublish, nextOfferingStatus, offeringIssues, offeringMoves, type OfferingEvent } from '../../../shared/offering.ts'
import { policyIssues, refundFor, standardPolicies, type PolicyTier } from '../../../shared/policy.ts'
import { listPrice } from '../../../shared/pricing.ts'
import { offeringBody, offeringStatus } from '../../../shared/schemas/offerings.ts'
import { offeringContent } from '../../support/offering.ts'

describe('the life of an offering', () => {
  const events: OfferingEvent[] = ['publish', 'pause', 'resume', 'archive']

  test('only a draft that was published is ever on sale, and what is archived stays so', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...events), { maxLength: 12 }), (happened) => {
      let status: typeof offeringStatus.options[number] = 'draft'
      const seen: string[] = []
      for (const event of happened) {
        const next = nextOfferingStatus(status, event)
        if (next === undefined) continue
        seen.push(event)
        status = next
      }
      if (status === 'published' || status === 'paused') expect(seen).toContain('publish')
      if (seen.includes('archive')) expect([status, seen.at(-1)]).toEqual(['archived', 'archive'])
      expect(seen.filter(event => event === 'publish').length).toBeLessThanOrEqual(1)
    }))
  })

  test('every state but an archived one can be left, and no event leads to two', () => {
    for (const status of offeringStatus.options) expect(offeringMoves.some(({ from }) => from === status)).toBe(status !== 'archived')
    expect(new Set(offeringMoves.map(({ event, from }) => `${event} ${from}`)).size).toBe(offeringMoves.length)
  })
})

describe('a cancellation table', () => {
  const tier = fc.record({ hoursBefore: fc.integer({ min: 0, max: 720 }), refundBps: fc.integer({ min: 0, max: 10_000 }) })
  const tables = fc.array(tier, { maxLength: 6 })
  const share = 100_000
  const start = new Date('2026-12-01T00:00:00Z')
  const refund = (tiers: PolicyTier[], hours: number) =>
    refundFor({ policy: { id: 'custom', tiers }, share, start, at: new Date(start.getTime() - hours * 3_600_000) })

  test('that passes never gives more to who cancels later', () => {
    fc.assert(fc.property(tables, fc.integer({ min: 0, max: 800 }), fc.integer({ min: 0, max: 800 }), (tiers, a, b) => {
      if (policyIssues({ id: 'custom', tiers }).length > 0) return
      const [early, late] = [Math.max(a, b), Math.min(a, b)]
      expect(refund(tiers, early)).toBeGreaterThanOrEqual(refund(tiers, late))
    }))
  })

  test('is refused exactly where a row does not fall, by the name of that row', () => {
    fc.assert(fc.property(tables, (tiers) => {
      const falls = tiers.every((own, row) => row === 0 || (own.hoursBefore < tiers[row - 1]!.hoursBefore && own.refundBps <= tiers[row - 1]!.refundBps))
      expect(policyIssues({ id: 'custom', tiers }).length === 0).toBe(falls)
    }))
    expect(policyIssues({ id: 'custom', tiers: [{ hoursBefore: 4, refundBps: 5000 }, { hoursBefore: 24, refundBps: 10_000 }] })).toEqual([
      { path: 'tiers.1.hoursBefore', code: 'policy_hours_rise' }, { path: 'tiers.1.refundBps', code: 'policy_refund_rises' },
    ])
  })

  test('of a standard name is the standard one', () => {
    for (const policy of Object.values(standardPolicies)) expect(policyIssues({ id: policy.id, tiers: [...policy.tiers] })).toEqual([])
    expect(policyIssues({ id: 'strict', tiers: [...standardPolicies.flexible.tiers] })).toMatchObject([{ code: 'policy_not_standard' }])
  })
})

describe('a price', () => {
  const amount = fc.integer({ min: 1, max: 1_000_000 })
  const minutes = fc.integer({ min: 1, max: 48 }).map(quarters => quarters * 15)
  const persons = fc.integer({ min: 1, max: 200 })

  test('per hour is within half a minor unit of the exact one, and longer is never cheaper', () => {
    fc.assert(fc.property(amount, minutes, minutes, persons, (priceAmount, a, b, many) => {
      const price = (length: number) => listPrice({ priceModel: 'per_hour', priceAmount, priceOptions: {} }, { minutes: length, persons: many })!
      expect(Math.abs(price(a) - priceAmount * a / 60)).toBeLessThanOrEqual(0.5)
      if (a <= b) expect(price(a)).toBeLessThanOrEqual(price(b))
    }))
  })

  test('per person counts persons and no hours, a fixed one neither, one by option only its own length', () => {
    fc.assert(fc.property(amount, minutes, persons, (priceAmount, length, many) => {
      const at = { minutes: length, persons: many }
      expect(listPrice({ priceModel: 'per_person', priceAmount, priceOptions: {} }, at)).toBe(priceAmount * many)
      expect(listPrice({ priceModel: 'fixed', priceAmount, priceOptions: {} }, at)).toBe(priceAmount)
      const byOption = { priceModel: 'by_option' as const, priceAmount: 1, priceOptions: { [length]: priceAmount } }
      expect(listPrice(byOption, at)).toBe(priceAmount)
      expect(listPrice(byOption, { ...at, minutes: length + 15 })).toBeUndefined()
    }))
  })
})

describe('what a provider types', () => {
  const codes = (change: Parameters<typeof offeringContent>[0]) => offeringIssues(offeringContent(change)).map(({ code }) => code)

  const contradictions: [Parameters<typeof offeringContent>[0], string[]][] = [
    [{}, []],
    [{ durationOptions: [60, 60] }, ['durations_repeat']],
    [{ durationOptions: [90, 120] }, ['duration_not_offered']],
    [{ priceOptions: { 90: 1 } }, ['price_without_duration']],
    [{ venue: { districtId: 'xuhui', address: { zh: '', en: '' } } }, ['venue_elsewhere']],
    [{ mode: 'session', requirements: [] }, ['class_at_venue']],
    [{ noticeMinutes: 1440, horizonDays: 1 }, ['notice_beyond_horizon']],
    [{ requirements: [{ kind: 'worker', skill: 'a', count: 1 }, { kind: 'worker', skill: 'a', count: 2 }] }, ['need_repeats']],
  ]
  test.each(contradictions)('%j contradicts itself in %j', (change, found) => {
    expect(codes(change)).toEqual(found)
  })

  test('the schema says the same, at the same fields', () => {
    const { error } = offeringBody.safeParse({ content: offeringContent({ durationOptions: [90, 120], horizonDays: 1, noticeMinutes: 9999 }) })
    expect(error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
      ['content.durationMinutes', 'duration_not_offered'], ['content.noticeMinutes', 'notice_beyond_horizon'],
    ])
  })

  test('a publication is told all that is missing at once, in the order of the form', () => {
    const empty = offeringContent({
      title: { zh: '', en: '' }, summary: { zh: '', en: '' }, priceAmount: null, requirements: [], tasks: [{ zh: '擦窗', en: '' }],
    })
    const facts = { isLeaf: false, providerVerified: false, sessions: 0, able: [] }
    expect(missingToPublish(empty, facts).map(({ code }) => code)).toEqual([
      'title_zh_missing', 'title_en_missing', 'summary_zh_missing', 'summary_en_missing', 'category_missing', 'price_missing', 'needs_missing',
      'task_language_missing', 'provider_unverified',
    ])
    const two = offeringContent({ requirements: [{ kind: 'worker', skill: 'moving', count: 2 }, { kind: 'vehicle', skill: 'van', count: 1 }] })
    const able = { isLeaf: true, providerVerified: true, sessions: 0, able: [1, 1] }
    expect(missingToPublish({ ...two, categoryId: 'x' }, able)).toEqual([{ path: 'requirements.0.skill', code: 'needs_unmet' }])
  })
})
