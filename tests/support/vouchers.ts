import { sql } from 'drizzle-orm'
import { createCampaign } from '../../server/checkout/index.ts'
import { campaignBody } from '../../shared/schemas/voucher.ts'
import type { z } from 'zod'
import type { startLife } from './life.ts'

type Life = Pick<Awaited<ReturnType<typeof startLife>>, 'app' | 'db' | 'operator'>

/** What tests of vouchers ask of the campaigns and the books. */
export function vouchersOf(life: Life) {
  const { app, db, operator } = life
  return {
    campaign: async (body: Partial<z.input<typeof campaignBody>> = {}): Promise<string> => await createCampaign(app, {
      who: operator,
      body: campaignBody.parse({
        nameZh: '消费券', nameEn: 'Voucher', off: { amount: 5_000 }, budgetAmount: 100_000, startsAt: '2026-01-01T00:00:00Z', endsAt: '2099-01-01T00:00:00Z', ...body,
      }),
    }),
    /** Where a campaign stands: its counters, its redemptions by state, and what the books have in its budget. */
    stand: async (id: string): Promise<Record<string, unknown>> => (await db.execute(sql`
      select c.spent_amount::int as spent, c.uses, c.budget_amount::int - coalesce((select sum(amount) from voucher_redemption r where r.campaign_id = c.id and r.state = 'reserved'), 0)::int
          - c.spent_amount::int as left,
        (select -sum(e.amount)::int from ledger_entry e where e.account = 'voucher' and e.party_id = c.id) as books,
        (select array_agg(r.state order by r.reserved_at, r.id) from voucher_redemption r where r.campaign_id = c.id) as states
        from voucher_campaign c where c.id = ${id}`)).rows[0]!,
    /** The budget of each campaign by its counters and by the books: equal, but for what unpaid holds have reserved. */
    differences: async (): Promise<unknown[]> => (await db.execute(sql`
      select c.id from voucher_campaign c
       where c.budget_amount - c.spent_amount + coalesce((select sum(amount) from voucher_redemption r where r.campaign_id = c.id and r.state = 'reserved'), 0)
          <> (select -sum(e.amount) from ledger_entry e where e.account = 'voucher' and e.party_id = c.id)`)).rows,
  }
}
