import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { earnings, earningsQuery, EarningShown, onboardingLink, payoutAccount } from '#shared/schemas/money.ts'
import { CITY_CURRENCY, shareOf } from '#shared/money.ts'
import { describeLegs, listLegsInWindow, type LegInWindow } from '../booking/index.ts'
import { openDesk } from '../identity/index.ts'
import {
  findPayoutAccount, GatewayError, listDebts, lossesOf, openOnboarding, readEarningLines, refreshPayoutAccount, shownAs, sumEarnings,
  sumWaiting, type PaymentContext,
} from '../payment/index.ts'
import type { Queryable } from '../platform/database.ts'
import { readPage } from '../platform/paging.ts'
import { takeFromLimit, type Limit } from '../platform/rate-limit.ts'
import { fail } from './errors.ts'

type Earnings = z.input<typeof earnings>
type Row = Earnings['legs'][number]

/** What was served, and what of it the payer's bank took back. */
type InWindow = LegInWindow & { writtenOffAmount: number }

const keptOf = ({ shareAmount, refundedAmount, writtenOffAmount }: InWindow) => shareAmount - refundedAmount - writtenOffAmount
const commissionOf = (leg: InWindow) => shareOf(keptOf(leg), leg.commissionBps)
const amountOf = (leg: InWindow) => keptOf(leg) - commissionOf(leg)

/** What was served, and is the provider's unless the resident complains: not earned yet, so no ledger knows of it. */
const rowInWindow = (leg: InWindow): Row => ({
  legId: leg.id, bookingReference: leg.reference, title: leg.title, start: leg.start.toISOString(), zone: leg.zone,
  state: 'in_window', waitsFor: null,
  windowEndsAt: leg.endsAt.toISOString(), currency: leg.currency,
  shareAmount: leg.shareAmount, refundedAmount: leg.refundedAmount, writtenOffAmount: leg.writtenOffAmount,
  commissionAmount: commissionOf(leg), amount: amountOf(leg), sentAmount: 0, nettedAmount: 0, owedAmount: 0,
})

/**
 * What a provider has earned by what becomes of it, and what it owes.
 * @throws {DomainError} `not_found` for who does not run the provider.
 */
export async function readEarnings(
  { db }: Pick<PaymentContext, 'db'>, { personId, providerId: wanted, state, page }: z.output<typeof earningsQuery> & { personId: string },
): Promise<Earnings> {
  const { providerId } = await openDesk(db, { personId, providerId: wanted })
  const inWindow = await readWindow(db, providerId)
  const shownFirst = state === undefined || state === 'in_window' ? inWindow : []
  const { rows, ...part } = await readPage({ page, perPage: 50 }, async ({ limit, offset }) => {
    const head = shownFirst.slice(offset, offset + limit)
    const { lines, total } = state === 'in_window'
      ? { lines: [], total: 0 }
      : await readEarningLines(db, { providerId, state, limit: limit - head.length, offset: Math.max(0, offset - shownFirst.length) })
    const described = await describeLegs(db, lines.map(({ bookingLegId }) => bookingLegId))
    const legs = [...head.map(rowInWindow), ...lines.map(({ bookingLegId: legId, ...line }): Row => {
      const { reference, title, start, zone } = described.get(legId)!
      return { legId, bookingReference: reference, title, start: start.toISOString(), zone, windowEndsAt: null, ...line }
    })]
    return legs.map(leg => ({ leg, total: total + shownFirst.length }))
  })
  const debts = await listDebts(db, providerId)
  const owed = await describeLegs(db, debts.map(({ bookingLegId }) => bookingLegId))
  return {
    providerId,
    totals: totalsOf(await sumEarnings(db, providerId), inWindow),
    legs: rows.map(({ leg }) => leg),
    debts: debts.map(({ id, bookingLegId: legId, createdAt, currency, amount, nettedAmount }) => {
      const { reference, title } = owed.get(legId)!
      return { id, legId, bookingReference: reference, title, at: createdAt.toISOString(), currency, amount, nettedAmount }
    }),
    ...part,
  }
}

async function readWindow(db: Queryable, providerId: string): Promise<InWindow[]> {
  const legs = await listLegsInWindow(db, providerId)
  const losses = await lossesOf(db, legs.map(({ id }) => id))
  return legs.map(leg => ({ ...leg, writtenOffAmount: losses.get(leg.id) ?? 0 })).filter(leg => keptOf(leg) > 0)
}

function totalsOf({ earned, debts }: Awaited<ReturnType<typeof sumEarnings>>, inWindow: readonly InWindow[]): Earnings['totals'] {
  const currencies = new Set([...earned, ...debts, ...inWindow].map(({ currency }) => currency))
  if (currencies.size === 0) currencies.add(CITY_CURRENCY)
  return [...currencies].sort().map((currency) => {
    const of = (shown: EarningShown) => earned.filter(row => row.currency === currency && shownAs[row.state] === shown)
      .reduce((sum, { amount }) => sum + amount, 0)
    return {
      currency, due: of('due'), frozen: of('frozen'), onTheWay: of('on_the_way'), paid: of('paid'),
      inWindow: inWindow.filter(leg => leg.currency === currency).reduce((sum, leg) => sum + amountOf(leg), 0),
      debts: debts.filter(row => row.currency === currency).reduce((sum, { amount }) => sum + amount, 0),
    }
  })
}

interface Desk {
  personId: string
  providerId?: string | undefined
}

/** What one provider asks must not use up what the payment service answers to all of us. */
const asksGateway = (providerId: string): Limit => ({ bucket: `payout-account:${providerId}`, max: 30, windowSeconds: 3600 })

/**
 * Whether a provider can be paid; with `refresh` the payment service is asked again.
 * @throws {DomainError} `not_found`, `checkout_unavailable`, `too_many_requests`
 */
export async function readPayoutAccount(
  context: PaymentContext, { refresh = false, ...desk }: Desk & { refresh?: boolean },
): Promise<z.input<typeof payoutAccount>> {
  const { providerId } = await openDesk(context.db, desk)
  if (refresh) await takeFromLimit(context.db, asksGateway(providerId))
  if (refresh) await reaching(async () => await refreshPayoutAccount(context, providerId))
  const account = await findPayoutAccount(context.db, providerId)
  return { providerId, state: account?.gatewayAccountId ? account.state : 'none', waiting: await sumWaiting(context.db, providerId) }
}

/**
 * Leads who runs a provider to the page on which the payment service verifies it. Its address is never kept.
 * @throws {DomainError} `not_found`, `checkout_unavailable`, `too_many_requests`
 */
export async function openProviderOnboarding(
  context: PaymentContext, { email, ...desk }: Desk & { email: string | null },
): Promise<z.input<typeof onboardingLink>> {
  const member = await openDesk(context.db, desk)
  await takeFromLimit(context.db, asksGateway(member.providerId))
  const page = `${context.config.LINLI_SITE_URL}/provider/earnings?provider=${member.providerId}`
  const { url, expiresAt } = await openOnboarding(context, {
    providerId: member.providerId, name: member.name.zh, email: email ?? await contactOf(context.db, member.providerId),
    country: context.config.LINLI_PAYOUT_COUNTRY,
    refreshUrl: `${page}&onboarding=again`, returnUrl: `${page}&onboarding=back`,
  })
  return { url, expiresAt: expiresAt.toISOString() }
}

/** Who signed in by telephone has no address; the payment service wants one. */
async function contactOf(db: Queryable, providerId: string): Promise<string | null> {
  const { rows: [row] } = await db.execute<{ email: string | null }>(sql`select nullif(contact_email, '') as email from provider where id = ${providerId}`)
  return row?.email ?? null
}

async function reaching<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof GatewayError ? fail('checkout_unavailable', { code: error.code }) : error
  }
}
