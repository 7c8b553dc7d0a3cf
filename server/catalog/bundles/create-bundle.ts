import { sql } from 'drizzle-orm'
import { tidied, usualRule, type Draft, type DraftLeg } from '#shared/draft.ts'
import type { LocalText } from '#shared/locale.ts'
import { openDesk } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { withTransaction, type Tx } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import { fail } from '../errors.ts'
import { currencyOf } from '../offerings/create-offering.ts'
import { bundle, bundleDraft } from '../schema.ts'

export interface NewBundle {
  personId: string
  providerId?: string | undefined
  /** Slug: its categories become legs, with one's own offerings where there are some. Null: begin free. */
  scenario: string | null
}

/**
 * Begins a bundle as a draft that nobody else sees.
 * @returns its id.
 * @throws {DomainError} `not_found`
 */
export async function createBundle({ db }: Pick<Context, 'db'>, { personId, providerId: asked, scenario }: NewBundle): Promise<string> {
  const { providerId } = await openDesk(db, { personId, providerId: asked })
  return await withTransaction(db, async (tx) => {
    const id = newId()
    const content: Draft = {
      scenario, title: empty, summary: empty, description: empty, stages: scenario === null ? [] : await stagesOf(tx, scenario, providerId),
    }
    await tx.insert(bundle).values({
      id, providerId, scenarioId: null, slug: `draft-${id}`, titleZh: '', titleEn: '', summaryZh: '', summaryEn: '',
      currency: await currencyOf(tx, providerId), edition: 0,
    })
    await tx.insert(bundleDraft).values({ bundleId: id, content, savedBy: personId })
    return id
  })
}

const empty: LocalText = { zh: '', en: '' }

/** One leg a category, one after the other. */
async function stagesOf(tx: Tx, scenario: string, providerId: string): Promise<Draft['stages']> {
  const { rows } = await tx.execute<{ title: LocalText | null, offeringId: string | null }>(sql`
    select json_build_object('zh', c.name_zh, 'en', c.name_en) as title, own.id as "offeringId"
      from scenario s
      left join scenario_category sc on sc.scenario_id = s.id
      left join category c on c.id = sc.category_id
      left join lateral (select o.id from offering o join category k on k.id = o.category_id
                          where o.provider_id = ${providerId} and o.status = 'published' and c.id in (k.id, k.parent_id) order by o.created_at, o.id limit 1) own on true
     where s.slug = ${scenario} order by c.position, c.slug`)
  if (rows.length === 0) throw fail('not_found')
  const legs = rows.map(({ title, offeringId }, at): DraftLeg => ({
    key: `leg${at}`, title: title ?? empty, required: true, dependsOn: null, alternatives: offeringId ? [{ offeringId, percentOffBps: 0 }] : [],
  }))
  return tidied(legs.map(leg => ({ rule: usualRule, legs: [leg] })))
}
