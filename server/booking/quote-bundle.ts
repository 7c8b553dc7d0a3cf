import type { z } from 'zod'
import { methodsFor } from '#shared/payment-methods.ts'
import { refundTable } from '#shared/policy.ts'
import type { FrozenLeg, QuoteWishes } from '#shared/quote.ts'
import type { quoteAnswer, QuoteBody } from '#shared/schemas/catalog.ts'
import type { SlotLeg } from '#shared/slot.ts'
import { taxIncluded, usualTax } from '#shared/tax.ts'
import { findSlots, nearestStarts } from '../availability/index.ts'
import { chooseLegs, getBundle, saveQuote, type Bundle, type Quote } from '../catalog/index.ts'
import { getAddress } from '../identity/index.ts'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { fail } from './errors.ts'

type QuoteAnswer = z.input<typeof quoteAnswer>

export interface QuoteInput {
  body: QuoteBody
  /** Needed where the body names an address: it must be this person's. */
  personId: string | null
}

/**
 * Freezes what a bundle costs at chosen times, for 30 minutes. Nothing is held.
 * @throws {DomainError} `not_found`, `choice_invalid`, `district_not_served`; `slot_taken` with the `nearest` starts.
 */
export async function quoteBundle(context: Context, { body, personId }: QuoteInput): Promise<QuoteAnswer> {
  const addressId = body.addressId ?? null
  const districtId = addressId === null ? body.districtId! : (await addressOf(context, personId, addressId)).districtId
  return await quoteWishes(context, {
    slug: body.slug,
    districtId,
    addressId,
    persons: body.persons,
    legs: body.legs.map(({ alternativeId = null, minutes = null, ...leg }) => ({ ...leg, alternativeId, minutes })),
    starts: Object.fromEntries(body.starts.map(({ legId, start }) => [legId, new Date(start).toISOString()])),
  })
}

async function addressOf({ db }: Context, personId: string | null, addressId: string) {
  if (personId === null) throw fail('not_found')
  return await getAddress(db, { personId, id: addressId })
}

/** The same wishes, at today's price: also the answer to a quote that ran out. */
export async function quoteWishes(context: Context, wishes: QuoteWishes): Promise<QuoteAnswer> {
  const { db } = context
  const bundle = await getBundle(db, wishes.slug)
  const slot = await slotAt(context, bundle, wishes)
  const legs = freezeLegs(bundle, wishes, slot)
  const quote = await saveQuote(db, { bundleId: bundle.id, currency: bundle.currency, wishes, legs, now: await now(db) })
  return toAnswer(quote, bundle)
}

/** What stands of a slot in a quote. */
export type PlacedLeg = Pick<SlotLeg, 'legId' | 'alternativeId' | 'start' | 'end' | 'districtId' | 'sessionId'> & Partial<Pick<SlotLeg, 'resources'>>

/** The legs of a slot with their prices and terms of today. */
export function freezeLegs(bundle: Bundle, wishes: QuoteWishes, slot: readonly PlacedLeg[]): FrozenLeg[] {
  const choices = choicesOf(wishes)
  const chosen = chooseLegs(bundle, {
    persons: wishes.persons,
    legs: [...choices.filter(({ include }) => !include), ...slot.map(({ legId, alternativeId }) => ({
      legId, alternativeId, include: true, minutes: choices.find(choice => choice.legId === legId)?.minutes,
    }))],
  })
  return chosen.map(({ leg, alternatives: [priced] }): FrozenLeg => {
    const { alternative: { id, offering, provider, terms }, listAmount, shareAmount } = priced!
    const at = slot.find(({ legId }) => legId === leg.id)!
    return {
      legId: leg.id,
      position: leg.position,
      alternativeId: id,
      offeringId: offering.id,
      offeringVersion: offering.version,
      providerId: provider.id,
      agreementId: terms.agreementId,
      agreementVersion: terms.agreementVersion,
      sessionId: at.sessionId,
      titleZh: leg.title.zh,
      titleEn: leg.title.en,
      start: at.start,
      end: at.end,
      zone: provider.zone,
      bufferBefore: offering.bufferBefore,
      bufferAfter: offering.bufferAfter,
      place: offering.place,
      districtId: at.districtId,
      required: leg.required,
      dependsOnLegId: leg.dependsOnLegId,
      instant: offering.instant,
      persons: wishes.persons,
      listAmount,
      shareAmount,
      commissionBps: provider.commissionBps,
      policy: offering.policy,
      tax: offering.tax,
      categories: [offering.category.slug, offering.topCategory.slug],
      tasks: offering.tasks,
      resources: at.resources,
    }
  })
}

/** What was chosen, as the solver takes it. */
export const choicesOf = ({ legs }: QuoteWishes) => legs.map(({ legId, include, alternativeId, minutes, resourceId, wishes }) => ({
  legId,
  include,
  resourceId,
  wishes,
  alternativeId: alternativeId ?? undefined,
  minutes: minutes ?? undefined,
}))

/** The legs of the one slot that begins as wished. */
async function slotAt(context: Context, bundle: Bundle, wishes: QuoteWishes): Promise<SlotLeg[]> {
  const first = Object.values(wishes.starts).sort()[0]!
  const query = { bundle, districtId: wishes.districtId, persons: wishes.persons, choices: choicesOf(wishes) }
  const zone = bundle.publisher.zone
  const from = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(first))
  const calendar = await findSlots(context, { ...query, from, days: 1, starts: wishes.starts })
  const slot = calendar.days.flatMap(day => day.times ?? []).find(({ start }) => start === first)
  if (!slot) throw fail('slot_taken', { nearest: await nearestStarts(context, { ...query, start: first }) })
  const missing = slot.legs.find(({ legId }) => wishes.starts[legId] === undefined)
  if (missing) throw fail('choice_invalid', { legId: missing.legId, why: 'start_missing' })
  return slot.legs
}

function toAnswer(quote: Quote, bundle: Bundle): QuoteAnswer {
  const providers = new Map(bundle.legs.flatMap(leg => leg.alternatives).map(({ id, provider }) => [id, provider.name]))
  return {
    id: quote.id,
    slug: bundle.slug,
    expiresAt: quote.expiresAt.toISOString(),
    currency: quote.currency,
    amount: quote.amount,
    listAmount: quote.listAmount,
    persons: quote.wishes.persons,
    districtId: quote.wishes.districtId,
    methods: methodsFor({ currency: quote.currency, end: new Date(quote.legs.map(({ end }) => end).sort().at(-1)!), at: quote.createdAt }),
    legs: quote.legs.map(({ tax = usualTax, ...leg }) => ({
      legId: leg.legId,
      alternativeId: leg.alternativeId,
      title: { zh: leg.titleZh, en: leg.titleEn },
      provider: providers.get(leg.alternativeId)!,
      start: leg.start,
      end: leg.end,
      zone: leg.zone,
      place: leg.place,
      districtId: leg.districtId,
      required: leg.required,
      instant: leg.instant,
      shareAmount: leg.shareAmount,
      taxAmount: taxIncluded(leg.shareAmount, tax),
      tax,
      policyId: leg.policy.id,
      resources: leg.resources ?? [],
      refunds: refundTable({ policy: leg.policy, share: leg.shareAmount, start: new Date(leg.start), at: quote.createdAt })
        .map(({ until, ...row }) => ({ ...row, until: until && until.toISOString() })),
    })),
  }
}
