import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import { missingToPublish } from '#shared/offering.ts'
import type { offering as offeringSchema, offeringChoices } from '#shared/schemas/offerings.ts'
import { bundlesWith, currencyOf, findOffering, versionsOf } from '../../catalog/index.ts'
import { openDesk } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Queryable } from '../../platform/database.ts'
import { showFiles } from '../../platform/files/index.ts'
import { publishFacts } from './publish-facts.ts'

type View = z.input<typeof offeringSchema>

/** An offering as its provider keeps it, with what is missing to publish it. @throws {DomainError} `not_found` */
export async function readOffering(
  context: Pick<Context, 'config' | 'db'>, { id, personId }: { id: string, personId: string },
): Promise<View> {
  const { db } = context
  const kept = await findOffering(db, { id, personId })
  const { row, content } = kept
  return {
    id,
    providerId: row.providerId,
    status: row.status,
    version: row.version,
    revision: row.revision,
    currency: row.currency,
    changedAt: row.changedAt.toISOString(),
    content,
    photoFiles: await photoFilesOf(context, content.photos.map(({ fileId }) => fileId)),
    missing: missingToPublish(content, await publishFacts(db, kept)),
    bundles: await bundlesWith(db, id),
    versions: await versionsOf(db, id),
  }
}

async function photoFilesOf(context: Pick<Context, 'config' | 'db'>, ids: readonly string[]): Promise<View['photoFiles']> {
  const files = await showFiles(context, ids)
  return ids.flatMap((fileId) => {
    const { width, height, links } = files.get(fileId) ?? { width: null, height: null, links: [] }
    const link = links.find(({ variant }) => variant === 'medium')
    return width === null || height === null || !link ? [] : [{ fileId, width, height, url: link.url }]
  })
}

/**
 * What a provider can choose from when it describes an offering: where it serves, and what its people and things can do.
 * @throws {DomainError} `not_found`
 */
export async function readOfferingChoices(
  db: Queryable, { personId, providerId: asked }: { personId: string, providerId?: string | undefined },
): Promise<z.input<typeof offeringChoices>> {
  const { providerId } = await openDesk(db, { personId, providerId: asked })
  const { rows: [found] } = await db.execute<{ choices: Omit<z.input<typeof offeringChoices>, 'currency'> }>(sql`
    select jsonb_build_object(
      'provider', jsonb_build_object('id', p.id, 'slug', p.slug, 'name', jsonb_build_object('zh', p.name_zh, 'en', p.name_en),
                                     'rating', p.rating, 'ratingCount', p.rating_count),
      'zone', p.zone, 'commissionBps', p.commission_bps,
      'districtIds', (select coalesce(jsonb_agg(district_id order by district_id), '[]') from provider_district d where d.provider_id = p.id),
      'skills', (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'skill', skill, 'count', count) order by kind desc, skill), '[]')
                   from (select r.kind, s.skill, count(*) from resource r join resource_skill s on s.resource_id = r.id
                          where r.provider_id = p.id and r.active group by 1, 2) known),
      'credentials', (select coalesce(jsonb_agg(kind order by kind), '[]')
                        from (select distinct c.kind from credential c join resource r on r.id = c.resource_id where r.provider_id = p.id) known)) as choices
      from provider p where p.id = ${providerId}`)
  return { ...found!.choices, currency: await currencyOf(db, providerId) }
}
