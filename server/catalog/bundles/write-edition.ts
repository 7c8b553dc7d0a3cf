import { eq, sql } from 'drizzle-orm'
import { legsOf, type Draft } from '#shared/draft.ts'
import type { Tx } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import { fail } from '../errors.ts'
import { bundle, bundleDraft, bundleLeg, bundleStage, legAlternative, scenario } from '../schema.ts'
import { changed, type BundleRow } from './open-bundle.ts'

/**
 * Puts a draft on sale: a new edition of stages and legs beside those that were, which stay for what was sold from them. Whether it may be
 * is for the caller to know.
 * @returns the new revision.
 */
export async function writeEdition(tx: Tx, row: BundleRow, draft: Draft): Promise<number> {
  const edition = row.edition + 1
  const [own] = await tx.select({ id: scenario.id }).from(scenario).where(eq(scenario.slug, draft.scenario ?? ''))
  if (!own) throw fail('choice_invalid', { why: 'scenario_unknown' })
  await tx.insert(bundleStage).values(draft.stages.map(({ rule }, position) => ({ bundleId: row.id, edition, position, rule })))
  const legs = legsOf(draft.stages)
  const ids = new Map(legs.map(({ key }) => [key, newId()]))
  const stages = new Map(draft.stages.flatMap((stage, at) => stage.legs.map(({ key }) => [key, at] as const)))
  const made = legs.map(({ key, required, title, dependsOn }, position) => ({
    id: ids.get(key)!, bundleId: row.id, edition, stage: stages.get(key)!, position, required, titleZh: title.zh, titleEn: title.en,
    dependsOnLegId: dependsOn === null ? null : ids.get(dependsOn)!,
  }))
  // One leg may lean on another that stands after it.
  await tx.insert(bundleLeg).values(made)
  await tx.insert(legAlternative).values(legs.flatMap(({ key, alternatives }) => alternatives.map((own, position) => (
    { id: newId(), legId: ids.get(key)!, position, ...own }))))
  const { title, summary, description } = draft
  const [now] = await tx.update(bundle).set({
    edition, scenarioId: own.id, status: 'published', pausedWhy: null,
    titleZh: title.zh, titleEn: title.en, summaryZh: summary.zh, summaryEn: summary.en, descriptionZh: description.zh, descriptionEn: description.en, publishedAt: sql`coalesce(${bundle.publishedAt}, linli_now())`,
    ...(row.edition === 0 && { slug: await slugFor(tx, row.id, title.en) }), ...changed,
  }).where(eq(bundle.id, row.id)).returning({ revision: bundle.revision })
  await tx.delete(bundleDraft).where(eq(bundleDraft.bundleId, row.id))
  return now!.revision
}

/** Its address from then on: of the English title, with a piece of its id where that is taken. Who wishes for the same waits. */
async function slugFor(tx: Tx, id: string, title: string): Promise<string> {
  const words = title.toLowerCase().normalize('NFKD').replaceAll(/[^a-z0-9]+/g, '-').slice(0, 60).replaceAll(/^-+|-+$/g, '')
  const wished = words === '' ? `bundle-${id.slice(-8)}` : words
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`bundle-slug:${wished}`}, 0))`)
  const [taken] = await tx.select({ id: bundle.id }).from(bundle).where(eq(bundle.slug, wished))
  return taken ? `${wished}-${id.slice(-8)}` : wished
}
