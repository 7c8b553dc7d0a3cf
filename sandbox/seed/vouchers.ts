import { voucherParts, type VoucherTerms } from '#shared/voucher.ts'
import type { SoldPart } from './booking-rows.ts'
import { entry, writeLedger } from './books.ts'
import { idOf } from './random.ts'
import type { Rows } from './rows.ts'
import { addDays, at, iso } from './time.ts'

interface CampaignSeed {
  key: string
  name: [zh: string, en: string]
  code?: string
  off: VoucherTerms['off']
  minSpend: number
  categories: string[]
  perPerson: number
  maxUses?: number
  budget: number
  /** Days from today. */
  days: [from: number, until: number]
  paused?: boolean
}

/** What the city pays for: care at home above all, and a few that do not fit everybody. */
const campaigns: readonly CampaignSeed[] = [
  { key: 'elder-care', name: ['长者照护', 'Care for elders'], off: { bps: 2_000, cap: 8_000 }, minSpend: 10_000, categories: ['elderly-care', 'healthcare'], perPerson: 2, budget: 20_000_000, days: [-40, 60] },
  { key: 'home', name: ['家政服务立减', 'Home services'], code: 'JIAZHENG', off: { amount: 3_000 }, minSpend: 10_000, categories: ['housekeeping'], perPerson: 1, budget: 5_000_000, days: [-20, 40] },
  { key: 'sports', name: ['全民健身', 'Sports for all'], off: { amount: 2_000 }, minSpend: 5_000, categories: ['sports'], perPerson: 3, budget: 3_000_000, days: [-10, 50] },
  { key: 'big', name: ['满千减百', 'A hundred off a thousand'], off: { amount: 10_000 }, minSpend: 100_000, categories: [], perPerson: 1, maxUses: 500, budget: 5_000_000, days: [-5, 25] },
  { key: 'autumn', name: ['金秋出游', 'Autumn outings'], off: { amount: 5_000 }, minSpend: 30_000, categories: ['tourism'], perPerson: 1, budget: 2_000_000, days: [-70, -12] },
  { key: 'repairs', name: ['小修小补', 'Small repairs'], code: 'XIUBU20', off: { amount: 2_000 }, minSpend: 8_000, categories: ['daily-life', 'property-management'], perPerson: 1, budget: 1_000_000, days: [-15, 30], paused: true },
]

const currency = 'CNY'

/** Campaigns with their budgets in the books. */
export function addCampaigns(rows: Rows, today: string): void {
  for (const { key, name, code = null, off, minSpend, categories, perPerson, maxUses = null, budget, days, paused } of campaigns) {
    const id = idOf('campaign', key)
    const startsAt = at(addDays(today, days[0]), 0)
    rows.voucher_campaign.push({
      id, code, name_zh: name[0], name_en: name[1], currency, off_amount: 'amount' in off ? off.amount : null, off_bps: 'bps' in off ? off.bps : null,
      cap_amount: 'bps' in off ? off.cap : null, min_spend: minSpend, categories, per_person: perPerson, max_uses: maxUses, uses: 0,
      budget_amount: budget, spent_amount: 0, starts_at: iso(startsAt), ends_at: iso(at(addDays(today, days[1]), 0)),
      paused_at: paused ? iso(at(addDays(today, -1), 600)) : null, created_at: iso(startsAt - 3 * 86_400_000),
    })
    writeLedger(rows, { cause: 'voucher_fund', causeId: id, bookingId: null, when: startsAt - 3 * 86_400_000, entries: [
      entry('operator', budget, currency), entry('voucher', -budget, currency, id),
    ] })
  }
}

/** What the voucher for elders pays of each leg of a booking. */
export function elderVoucher(legs: readonly SoldPart[]): number[] {
  const { off, minSpend, categories } = campaigns[0]!
  const fit = voucherParts({ off, minSpend, categories, currency }, { currency, legs })
  return fit.parts ?? legs.map(() => 0)
}

interface Use {
  bookingId: string
  personId: string
  amount: number
  bookedAt: number
  paidAt: number
}

/** The booking has used the voucher for elders: reserved with its hold, redeemed with its payment. */
export function addRedemption(rows: Rows, { bookingId, personId, amount, bookedAt, paidAt }: Use): void {
  const { key, perPerson } = campaigns[0]!
  const campaignId = idOf('campaign', key)
  const id = idOf('redemption', bookingId)
  rows.voucher_redemption.push({
    id, campaign_id: campaignId, per_person: perPerson, person_id: personId, booking_id: bookingId, amount, returned_amount: 0,
    use_number: 1, state: 'redeemed', reserved_at: iso(bookedAt), redeemed_at: iso(paidAt), ended_at: null,
  })
  const campaign = rows.voucher_campaign.find(row => row.id === campaignId)!
  campaign.uses = Number(campaign.uses) + 1
  campaign.spent_amount = Number(campaign.spent_amount) + amount
  writeLedger(rows, { cause: 'voucher_redeem', causeId: id, bookingId, when: paidAt, entries: [
    entry('voucher', amount, currency, campaignId), entry('resident', -amount, currency),
  ] })
}
