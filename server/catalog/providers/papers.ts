import { and, desc, eq, gte, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import { isCreditCode, plainCreditCode } from '#shared/credit-code.ts'
import { paperKinds } from '#shared/onboarding.ts'
import type { PaperBody } from '#shared/schemas/onboarding.ts'
import { wallTimeOf } from '#shared/wall-time.ts'
import { openDesk } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { violatedConstraint, withTransaction, type Tx } from '../../platform/database.ts'
import { now } from '../../platform/clock.ts'
import { dropFiles, holdFile } from '../../platform/files/index.ts'
import { newId } from '../../platform/ids.ts'
import { fail } from '../errors.ts'
import { provider, providerEvent, providerPaper } from '../schema.ts'
import { lockProvider, moveProvider, type ProviderRow } from './move-provider.ts'
import { mayEdit } from './state.ts'

type Parts = Pick<Context, 'db' | 'jobs'>

/**
 * Adds a paper. One of its kind that nobody has looked at gives way; one that was approved holds until this one is.
 * @throws {DomainError} `not_found`, `transition_illegal`, `credit_code_wrong`, `paper_end_missing`, `paper_expired`, `too_many_papers`;
 * `choice_invalid` for a file that is not theirs, or is another paper's
 */
export async function addPaper({ db, jobs }: Parts, { personId, body }: { personId: string, body: PaperBody }): Promise<void> {
  const { providerId } = await openDesk(db, { personId, providerId: body.providerId })
  const { kind, holder, validUntil, fileId } = body
  const rules = paperKinds[kind]
  const number = rules.number === 'credit_code' ? plainCreditCode(body.number) : body.number
  if (rules.number === 'credit_code' && !isCreditCode(number)) throw fail('credit_code_wrong')
  if (rules.expires && validUntil === null) throw fail('paper_end_missing')
  await withTransaction(db, async (tx) => {
    const row = await openForPapers(tx, providerId)
    const today = wallTimeOf(await now(tx), row.zone).day
    if (validUntil !== null && validUntil < today) throw fail('paper_expired')
    if (kind === 'other') await assertFew(tx, row, today)
    else await replaceOpen(tx, and(eq(providerPaper.providerId, providerId), eq(providerPaper.kind, kind)))
    await holdFile(tx, { id: fileId, ownerId: providerId, use: rules.use, field: 'fileId' })
    await tx.insert(providerPaper).values({ id: newId(), providerId, kind, number, holder, validUntil, fileId }).catch((error: unknown) => {
      throw violatedConstraint(error) === 'provider_paper_file_once' ? fail('choice_invalid', { field: 'fileId' }) : error
    })
    await noteChange({ jobs }, tx, row, personId)
  })
}

/** Takes back a paper that nobody has looked at. @throws {DomainError} `not_found`, `transition_illegal` */
export async function removePaper({ db, jobs }: Parts, { personId, id }: { personId: string, id: string }): Promise<string> {
  const [paper] = await db.select().from(providerPaper).where(and(eq(providerPaper.id, id), ne(providerPaper.state, 'replaced')))
  if (!paper) throw fail('not_found')
  const { providerId } = await openDesk(db, { personId, providerId: paper.providerId })
  await withTransaction(db, async (tx) => {
    const row = await openForPapers(tx, providerId)
    if (await replaceOpen(tx, eq(providerPaper.id, id)) === 0) throw fail('transition_illegal', { event: 'remove_paper', state: paper.state })
    await noteRemoval({ jobs }, tx, row, personId)
  })
  return providerId
}

async function openForPapers(tx: Tx, providerId: string): Promise<ProviderRow> {
  const row = await lockProvider(tx, providerId)
  if (!mayEdit(row.status)) throw fail('transition_illegal', { event: 'change_papers', state: row.status })
  return row
}

/** What nobody has looked at need not be kept: its file goes. */
async function replaceOpen(tx: Tx, which: ReturnType<typeof and>): Promise<number> {
  const replaced = await tx.update(providerPaper).set({ state: 'replaced', decidedAt: sql`linli_now()` })
    .where(and(which, eq(providerPaper.state, 'open'))).returning({ fileId: providerPaper.fileId })
  await dropFiles(tx, replaced.flatMap(({ fileId }) => fileId ?? []))
  return replaced.length
}

/** Of each other kind there is one that waits and one that holds; of these so many that count or wait. */
const mostOthers = 20

/** @throws {DomainError} `too_many_papers` */
async function assertFew(tx: Tx, { id }: ProviderRow, today: string): Promise<void> {
  const others = await tx.$count(providerPaper, and(
    eq(providerPaper.providerId, id), eq(providerPaper.kind, 'other'), inArray(providerPaper.state, ['open', 'approved']),
    or(isNull(providerPaper.validUntil), gte(providerPaper.validUntil, today)),
  ))
  if (others >= mostOthers) throw fail('too_many_papers', { max: mostOthers })
}

/** A verified provider goes on, and is looked at again; a draft is looked at when it is submitted. */
async function noteChange(parts: Pick<Context, 'jobs'>, tx: Tx, row: ProviderRow, personId: string): Promise<void> {
  const isKnown = row.status === 'verified' || row.status === 'suspended'
  if (isKnown) return await moveProvider(parts, tx, row, { event: 'change_papers', actor: 'provider', personId })
  await touch(tx, row)
}

/** The same of a paper that is gone: where no other is left to look at nothing waits, unless an operator had asked for more before. */
async function noteRemoval(parts: Pick<Context, 'jobs'>, tx: Tx, row: ProviderRow, personId: string): Promise<void> {
  if (await tx.$count(providerPaper, and(eq(providerPaper.providerId, row.id), eq(providerPaper.state, 'open'))) > 0) {
    return await noteChange(parts, tx, row, personId)
  }
  if (row.review !== 'waiting') return await touch(tx, row)
  const [last] = await tx.select({ event: providerEvent.event }).from(providerEvent)
    .where(and(eq(providerEvent.providerId, row.id), inArray(providerEvent.event, ['approve', 'ask_more', 'refuse_change'])))
    .orderBy(desc(providerEvent.at), desc(providerEvent.id)).limit(1)
  await moveProvider(parts, tx, row, { event: last?.event === 'ask_more' ? 'take_back_asked' : 'take_back', actor: 'provider', personId })
}

const touch = async (tx: Tx, { id }: ProviderRow): Promise<void> =>
  void await tx.update(provider).set({ revision: sql`${provider.revision} + 1` }).where(eq(provider.id, id))
