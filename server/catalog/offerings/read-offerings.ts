import { and, asc, desc, eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { offerings as offeringsSchema, OfferingContent, OfferingStatus } from '#shared/schemas/offerings.ts'
import { openDesk } from '../../identity/index.ts'
import type { Queryable, Tx } from '../../platform/database.ts'
import { readPage } from '../../platform/paging.ts'
import { fail } from '../errors.ts'
import { bundle, bundleLeg, legAlternative, offering, offeringPhoto, offeringRequirement, offeringVersion } from '../schema.ts'
import { contentOf, type OfferingRow } from './content.ts'

type List = z.input<typeof offeringsSchema>

export interface OfferingsQuery {
  personId: string
  /** Omitted: the first that the person runs. */
  providerId?: string | undefined
  status?: OfferingStatus | undefined
  page: number
}

/**
 * A provider's offerings, for who runs it: drafts first, then what changed last. Who composes bundles finds in `openToPartners` which of
 * them others may use.
 * @throws {DomainError} `not_found`
 */
export async function listOfferings(db: Queryable, { personId, providerId: asked, status, page }: OfferingsQuery): Promise<List> {
  const { providerId } = await openDesk(db, { personId, providerId: asked })
  type Row = List['rows'][number]
  const { rows, ...part } = await readPage({ page, perPage: 50 }, async ({ limit, offset }) => (await db.execute<{ row: Row, total: number }>(sql`
    select count(*) over ()::int as total, json_build_object('id', o.id, 'status', o.status, 'version', o.version, 'title', json_build_object('zh', o.title_zh, 'en', o.title_en),
      'category', case when c.id is not null then json_build_object('zh', c.name_zh, 'en', c.name_en) end,
      'place', o.place, 'mode', o.mode, 'minutes', o.duration_minutes, 'priceModel', o.price_model, 'priceAmount', o.price_amount, 'currency', o.currency,
      'openToPartners', o.open_to_partners, 'partnerPercentOffBps', o.partner_percent_off_bps,
      'bundleCount', (select count(distinct b.id) from leg_alternative a join bundle_leg l on l.id = a.leg_id
                        join bundle b on b.id = l.bundle_id and b.edition = l.edition and b.status = 'published' where a.offering_id = o.id),
      'changedAt', to_char(o.changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as row
      from offering o left join category c on c.id = o.category_id
     where o.provider_id = ${providerId} and ${status === undefined ? sql`o.status <> 'archived'` : sql`o.status = ${status}`}
     order by array_position('{draft,paused,published,archived}', o.status), o.changed_at desc, o.id limit ${limit} offset ${offset}`)).rows)
  const counted = await db.select({ status: offering.status, count: sql<number>`count(*)::int` }).from(offering)
    .where(eq(offering.providerId, providerId)).groupBy(offering.status)
  const counts = { draft: 0, published: 0, paused: 0, archived: 0, ...Object.fromEntries(counted.map(row => [row.status, row.count])) }
  return { providerId, counts, ...part, rows: rows.map(({ row }) => row) }
}

export interface KeptOffering {
  row: OfferingRow
  content: OfferingContent
}

/**
 * An offering of a provider that a person runs.
 * @throws {DomainError} `not_found`, also for one of a provider that is none of theirs.
 */
export async function findOffering(db: Queryable, { id, personId }: { id: string, personId: string }): Promise<KeptOffering> {
  const [row] = await db.select().from(offering).where(eq(offering.id, id))
  return await openKept(db, row, personId)
}

/** The same under its lock: of two who change it at once, one waits. @throws {DomainError} `not_found` */
export async function lockOffering(tx: Tx, { id, personId }: { id: string, personId: string }): Promise<KeptOffering> {
  const [row] = await tx.select().from(offering).where(eq(offering.id, id)).for('no key update')
  return await openKept(tx, row, personId)
}

async function openKept(db: Queryable, row: OfferingRow | undefined, personId: string): Promise<KeptOffering> {
  if (!row) throw fail('not_found')
  await openDesk(db, { personId, providerId: row.providerId })
  const { kind, skill, count } = offeringRequirement
  const requirements = await db.select({ kind, skill, count }).from(offeringRequirement)
    .where(eq(offeringRequirement.offeringId, row.id)).orderBy(asc(offeringRequirement.position))
  const photos = await db.select().from(offeringPhoto).where(eq(offeringPhoto.offeringId, row.id)).orderBy(asc(offeringPhoto.position))
  return {
    row,
    content: contentOf(row, {
      requirements, photos: photos.map(({ fileId, altZh, altEn }) => ({ fileId, alt: { zh: altZh, en: altEn } })),
    }),
  }
}

/** Bundles that sell it, drafts too; a hundred of them, which is enough to see that a change is seen. */
export async function bundlesWith(db: Queryable, offeringId: string) {
  const rows = await db.selectDistinct({ slug: bundle.slug, zh: bundle.titleZh, en: bundle.titleEn, status: bundle.status })
    .from(legAlternative).innerJoin(bundleLeg, eq(bundleLeg.id, legAlternative.legId))
    .innerJoin(bundle, and(eq(bundle.id, bundleLeg.bundleId), eq(bundle.edition, bundleLeg.edition)))
    .where(and(eq(legAlternative.offeringId, offeringId), sql`${bundle.status} <> 'archived'`)).orderBy(bundle.slug).limit(100)
  return rows.map(({ slug, zh, en, status }) => ({ slug, title: { zh, en }, status }))
}

/** The last fifty versions that could be booked, the newest first. */
export async function versionsOf(db: Queryable, offeringId: string) {
  const rows = await db.select({ version: offeringVersion.version, madeAt: offeringVersion.madeAt }).from(offeringVersion)
    .where(eq(offeringVersion.offeringId, offeringId)).orderBy(desc(offeringVersion.version)).limit(50)
  return rows.map(({ version, madeAt }) => ({ version, madeAt: madeAt.toISOString() }))
}
