import { sql } from 'drizzle-orm'
import { executePrepared, type Queryable } from '../platform/database.ts'
import { categories, offeringWith, provider, requirementRows } from './load-bundles.ts'
import type { Offering, ProviderSummary, Terms } from './model.ts'

/** An offering, and how it stands to a bundle into which it is put. */
export interface OfferedOffering {
  offering: Offering
  provider: ProviderSummary
  currency: string
  isPublished: boolean
  isVerified: boolean
  own: boolean
  /** It is one's own, open to partners, or agreed on (or asked for) already. */
  mayUse: boolean
  /** What its provider offers partners to begin with. */
  percentOffBps: number
  /** The agreement in force; of one's own, nobody's. */
  agreed: Terms | null
  /** Terms that wait for an answer. */
  asked: Terms | null
}

export interface OfferedQuery {
  ids: readonly string[]
  bundleId: string
  publisherId: string
}

const termsOf = (table: string) => sql.raw(`case when ${table}.id is not null then json_build_object('agreementId', ${table}.id, 'agreementVersion', ${table}.version, 'percentOffBps', ${table}.percent_off_bps,
  'floorAmount', ${table}.floor_amount, 'noticeMinutes', ${table}.notice_minutes, 'blackoutDates', to_json(${table}.blackout_dates),
  'endsAt', (extract(epoch from ${table}.ends_at) * 1000)::float8) end`)

/** Offerings as they are now, with what was agreed on them for a bundle. An incomplete draft is left out. */
export async function loadOffered(db: Queryable, { ids, bundleId, publisherId }: OfferedQuery): Promise<OfferedOffering[]> {
  if (ids.length === 0) return []
  return await executePrepared<Record<string, unknown> & OfferedOffering>(db, sql`
    select ${offeringWith(requirementRows)} as offering, ${provider('p')} as provider, o.currency, o.status = 'published' as "isPublished",
           p.status = 'verified' as "isVerified", p.id = ${publisherId}::uuid as own, o.partner_percent_off_bps as "percentOffBps",
           (p.id = ${publisherId}::uuid or (o.open_to_partners and o.status = 'published') or g.id is not null or w.id is not null) as "mayUse",
           ${termsOf('g')} as agreed, ${termsOf('w')} as asked
      from offering o join provider p on p.id = o.provider_id ${categories}
      left join agreement g on g.bundle_id = ${bundleId}::uuid and g.offering_id = o.id and g.status in ('accepted', 'leaving')
                           and (g.ends_at is null or g.ends_at > linli_now())
      left join agreement w on w.bundle_id = ${bundleId}::uuid and w.offering_id = o.id and w.status in ('proposed', 'countered')
     where o.id = any(${sql.param([...ids])}::uuid[]) and o.price_amount is not null`)
}
