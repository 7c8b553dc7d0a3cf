import { and, asc, desc, eq, ne, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { LocalText } from '#shared/locale.ts'
import { missingOf, type OnboardingFacts } from '#shared/onboarding.ts'
import type { onboarding, verification, verifications } from '#shared/schemas/onboarding.ts'
import { listMembers, openDesk } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Queryable } from '../../platform/database.ts'
import { showFiles } from '../../platform/files/index.ts'
import { readPage, totalOfAll } from '../../platform/paging.ts'
import { fail } from '../errors.ts'
import { provider, providerDistrict, providerEvent, providerPaper } from '../schema.ts'
import type { ProviderRow } from './move-provider.ts'
import { mayEdit, nextStanding } from './state.ts'

type Parts = Pick<Context, 'config' | 'db'>

const papersOf = async (db: Queryable, providerId: string) => await db.select().from(providerPaper)
  .where(and(eq(providerPaper.providerId, providerId), ne(providerPaper.state, 'replaced')))
  .orderBy(sql`kind <> 'business_licence'`, asc(providerPaper.kind), desc(providerPaper.createdAt))

/** What the checklist looks at. */
export async function factsOf(db: Queryable, row: ProviderRow): Promise<OnboardingFacts> {
  const districts = await db.select({ id: providerDistrict.districtId }).from(providerDistrict)
    .where(eq(providerDistrict.providerId, row.id)).orderBy(asc(providerDistrict.districtId))
  return {
    name: { zh: row.nameZh, en: row.nameEn },
    summary: { zh: row.summaryZh, en: row.summaryEn },
    contact: { name: row.contactName, email: row.contactEmail, phone: row.contactPhone },
    districtIds: districts.map(({ id }) => id),
    papers: await papersOf(db, row.id),
  }
}

/** How a provider stands, for who runs it, with the last hundred things that happened. @throws {DomainError} `not_found` */
export async function readOnboarding(
  ctx: Parts, { personId, providerId: asked }: { personId: string, providerId?: string | undefined },
): Promise<z.input<typeof onboarding>> {
  const { providerId } = await openDesk(ctx.db, { personId, providerId: asked })
  return await describe(ctx, await rowOf(ctx.db, providerId))
}

async function rowOf(db: Queryable, id: string): Promise<ProviderRow> {
  const [row] = await db.select().from(provider).where(eq(provider.id, id))
  if (!row) throw fail('not_found')
  return row
}

async function describe(ctx: Parts, row: ProviderRow): Promise<z.input<typeof onboarding>> {
  const facts = await factsOf(ctx.db, row)
  const papers = await papersOf(ctx.db, row.id)
  const files = await showFiles(ctx, papers.flatMap(({ fileId }) => fileId ?? []))
  const { id, event, actor, reason, at } = providerEvent
  const events = await ctx.db.select({ id, event, actor, reason, at }).from(providerEvent)
    .where(eq(providerEvent.providerId, row.id)).orderBy(desc(at), desc(id)).limit(100)
  return {
    ...facts,
    districtIds: [...facts.districtIds],
    providerId: row.id, slug: row.slug, status: row.status, review: row.review, revision: row.revision,
    foundedYear: row.foundedYear, zone: row.zone,
    papers: papers.map(paper => ({
      id: paper.id, kind: paper.kind, number: paper.number, holder: paper.holder, validUntil: paper.validUntil, state: paper.state,
      createdAt: paper.createdAt.toISOString(), file: files.get(paper.fileId!)!,
    })),
    missing: missingOf(facts),
    mayEdit: mayEdit(row.status),
    maySubmit: nextStanding(row, 'submit', 'provider') !== undefined,
    events: events.map(each => ({ ...each, at: each.at.toISOString() })),
  }
}

/** Providers that wait for an operator, the longest waiting first. */
export async function listVerifications(db: Queryable, { page }: { page: number }): Promise<z.input<typeof verifications>> {
  const { rows, ...part } = await readPage({ page, perPage: 30 }, async ({ limit, offset }) => await db.select({
    total: totalOfAll,
    providerId: provider.id, zh: provider.nameZh, en: provider.nameEn, status: provider.status, since: provider.reviewSince,
    // Named with its table: a column alone would be the paper's.
    papers: sql<number>`(select count(*)::int from provider_paper paper where paper.provider_id = provider.id and paper.state = 'open')`,
  }).from(provider).where(eq(provider.review, 'waiting')).orderBy(asc(provider.reviewSince), asc(provider.id)).limit(limit).offset(offset))
  return { ...part, rows: rows.map(({ zh, en, since, ...row }) => ({ ...row, name: { zh, en }, since: since!.toISOString() })) }
}

/** A provider as an operator looks at it. @throws {DomainError} `not_found` */
export async function readVerification(ctx: Parts, providerId: string): Promise<z.input<typeof verification>> {
  const row = await rowOf(ctx.db, providerId)
  const can = (event: 'approve' | 'ask_more' | 'reject' | 'refuse_change' | 'suspend' | 'lift') => nextStanding(row, event, 'operator') !== undefined
  return {
    ...await describe(ctx, row),
    createdAt: row.createdAt.toISOString(),
    members: (await listMembers(ctx.db, providerId)).map(({ name, email, role }) => ({ name, email, role })),
    decisions: [
      ...(can('approve') ? ['approve' as const] : []),
      ...(can('ask_more') ? ['ask_more' as const] : []),
      ...(can('reject') || can('refuse_change') ? ['reject' as const] : []),
      ...(can('suspend') ? ['suspend' as const] : []),
      ...(can('lift') ? ['lift' as const] : []),
    ],
  }
}

/** What is told of an event, to whom it concerns; undefined where it is gone. */
export async function findToldProvider(db: Queryable, eventId: string): Promise<ToldProvider | undefined> {
  const { event, fromStatus: from, reason } = providerEvent
  const [row] = await db.select({ event, from, reason, providerId: provider.id, zh: provider.nameZh, en: provider.nameEn })
    .from(providerEvent).innerJoin(provider, eq(provider.id, providerEvent.providerId)).where(eq(providerEvent.id, eventId))
  return row && { event: row.event, from: row.from, reason: row.reason, providerId: row.providerId, name: { zh: row.zh, en: row.en } }
}

export interface ToldProvider {
  event: typeof providerEvent.$inferSelect['event']
  from: ProviderRow['status']
  reason: string
  providerId: string
  name: LocalText
}
