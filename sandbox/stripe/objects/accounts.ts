import type Stripe from 'stripe'
import { z } from 'zod'
import { ApiError, missing } from '../core/errors.ts'
import { newId } from '../core/ids.ts'
import type { World } from '../core/world.ts'

type Account = Stripe.V2.Core.Account

const meta = z.record(z.string().max(40), z.string().max(500))
const includes = z.array(z.enum(['configuration.customer', 'configuration.merchant', 'configuration.recipient', 'defaults', 'future_requirements', 'identity', 'requirements']))
export type Include = z.infer<typeof includes>
export const retrieveAccountParams = z.strictObject({ include: includes.default([]) })

const content = {
  configuration: z.strictObject({
    recipient: z.strictObject({
      capabilities: z.strictObject({
        stripe_balance: z.strictObject({ stripe_transfers: z.strictObject({ requested: z.boolean() }).optional() }).optional(),
      }).optional(),
    }).optional(),
  }).optional(),
  contact_email: z.email().optional(),
  contact_phone: z.string().max(40).optional(),
  dashboard: z.enum(['express', 'full', 'none']).optional(),
  defaults: z.strictObject({
    currency: z.string().length(3).optional(),
    responsibilities: z.strictObject({ fees_collector: z.enum(['application', 'stripe']), losses_collector: z.enum(['application', 'stripe']) }).optional(),
  }).optional(),
  display_name: z.string().min(1).max(200).optional(),
  identity: z.strictObject({ country: z.string().length(2).optional(), entity_type: z.enum(['company', 'government_entity', 'individual', 'non_profit']).optional() }).optional(),
  metadata: meta.optional(),
  include: includes.default([]),
}
export const closeAccountParams = z.strictObject({ applied_configurations: z.array(z.enum(['customer', 'merchant', 'recipient'])).optional() })
export const accountParams = z.strictObject(content)
export type AccountParams = z.infer<typeof accountParams>

export const accountLinkParams = z.strictObject({
  account: z.string().min(1),
  use_case: z.strictObject({
    type: z.literal('account_onboarding'),
    account_onboarding: z.strictObject({
      refresh_url: z.url(), return_url: z.url().optional(),
      collection_options: z.strictObject({ fields: z.enum(['currently_due', 'eventually_due']).optional(), future_requirements: z.enum(['include', 'omit']).optional() }).optional(),
    }),
  }),
})

export function createAccount(world: World, params: AccountParams): Account {
  const recipient = params.configuration?.recipient
  const account = {
    id: newId('acct').slice(0, 21),
    object: 'v2.core.account',
    applied_configurations: recipient ? ['recipient'] : [],
    closed: false,
    configuration: recipient ? { recipient: recipientOf(recipient.capabilities?.stripe_balance?.stripe_transfers?.requested ?? false, 'restricted') } : {},
    contact_email: params.contact_email,
    contact_phone: params.contact_phone,
    created: new Date(world.nowMs()).toISOString(),
    dashboard: params.dashboard ?? 'none',
    defaults: {
      currency: params.defaults?.currency,
      responsibilities: { ...(params.defaults?.responsibilities ?? { fees_collector: 'application', losses_collector: 'application' }), requirements_collector: 'stripe' },
    },
    display_name: params.display_name,
    identity: { country: params.identity?.country, entity_type: params.identity?.entity_type },
    livemode: false,
    metadata: params.metadata ?? {},
  } satisfies Account
  world.store.put('v2.core.account', account)
  world.emitThin('v2.core.account.created', account.id)
  return account
}

type CapabilityStatus = 'active' | 'pending' | 'restricted' | 'unsupported'

function recipientOf(
  requested: boolean, status: CapabilityStatus,
): NonNullable<NonNullable<Account['configuration']>['recipient']> {
  const details = status === 'active' ? [] : [{ code: 'requirements_past_due' as const, resolution: 'provide_info' as const }]
  const capabilities = { stripe_balance: { stripe_transfers: { status, status_details: details } } }
  return { applied: true, ...(requested && { capabilities }) }
}

export function findAccount(world: World, id: string): Account {
  const account = world.store.find('v2.core.account', id)
  if (!account) throw missing('account', id)
  return account
}

export function updateAccount(world: World, id: string, params: AccountParams): Account {
  const account = findAccount(world, id)
  if (account.closed) throw new ApiError({ status: 400, type: 'invalid_request_error', code: 'account_closed', message: `Account ${id} is closed.`, kept: true })
  const wanted = params.configuration?.recipient
  const requested = wanted?.capabilities?.stripe_balance?.stripe_transfers?.requested
  const changed: Account = {
    ...account,
    ...(wanted && {
      applied_configurations: ['recipient'],
      configuration: { recipient: requested === undefined && account.configuration?.recipient ? account.configuration.recipient : recipientOf(requested ?? false, canReceive(account) ? 'active' : 'restricted') },
    }),
    contact_email: params.contact_email ?? account.contact_email,
    contact_phone: params.contact_phone ?? account.contact_phone,
    display_name: params.display_name ?? account.display_name,
    dashboard: params.dashboard ?? account.dashboard,
    identity: { ...account.identity, ...params.identity },
    metadata: { ...account.metadata, ...params.metadata },
  }
  world.store.put('v2.core.account', changed)
  world.emitThin('v2.core.account.updated', id)
  tellCapability(world, account, changed)
  return changed
}

export function closeAccount(world: World, id: string): Account {
  const changed: Account = { ...findAccount(world, id), closed: true, applied_configurations: [] }
  world.store.put('v2.core.account', changed)
  world.emitThin('v2.core.account.closed', id)
  return changed
}

/** The one capability that payouts to providers need. */
export function canReceive(account: Account): boolean {
  return !account.closed && statusOf(account) === 'active'
}

export function setCapability(world: World, id: string, status: CapabilityStatus): Account {
  const account = findAccount(world, id)
  const changed: Account = { ...account, configuration: { recipient: recipientOf(true, status) } }
  world.store.put('v2.core.account', changed)
  tellCapability(world, account, changed)
  return changed
}

const statusOf = (account: Account) => account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.status

function tellCapability(world: World, before: Account, after: Account): void {
  if (statusOf(before) === statusOf(after)) return
  world.emitThin('v2.core.account[configuration.recipient].capability_status_updated', after.id, { updated_capability: 'stripe_balance.stripe_transfers' })
}

/** v2 shows what `include` names, and leaves the rest out. */
export function presentAccount(account: Account, include: Include): Account {
  const { configuration, defaults, identity, ...rest } = account
  const recipient = include.includes('configuration.recipient') ? configuration?.recipient : undefined
  return {
    ...rest,
    ...(include.some((name) => name.startsWith('configuration.')) && { configuration: recipient ? { recipient } : {} }),
    ...(include.includes('defaults') && { defaults }),
    ...(include.includes('identity') && { identity }),
    ...(include.includes('requirements') && { requirements: { entries: [] } }),
    ...(include.includes('future_requirements') && { future_requirements: { entries: [] } }),
  }
}

/** An onboarding link is good for one visit at Stripe; here it is good until it expires. */
export function createAccountLink(world: World, params: z.infer<typeof accountLinkParams>): Stripe.V2.Core.AccountLink {
  const account = findAccount(world, params.account)
  const token = newId('link').slice(5)
  const expiresAt = world.nowMs() + 5 * 60_000
  world.store.setSetting(`onboarding:${token}`, JSON.stringify({ account: account.id, expiresAt, ...params.use_case.account_onboarding }))
  return {
    object: 'v2.core.account_link',
    account: account.id,
    created: new Date(world.nowMs()).toISOString(),
    expires_at: new Date(expiresAt).toISOString(),
    livemode: false,
    url: `${world.options.siteUrl}/_sandbox/stripe/onboarding/${token}`,
    use_case: params.use_case,
  } satisfies Stripe.V2.Core.AccountLink
}
