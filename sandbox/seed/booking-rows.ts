import { shareOf } from '#shared/money.ts'
import { refundFor } from '#shared/policy.ts'
import type { TaxTreatment } from '#shared/tax.ts'
import type { FrozenLeg, QuoteWishes } from '#shared/quote.ts'
import type { PlannedLeg } from './agenda.ts'
import type { Booking, Fate } from './bookings.ts'
import type { Bundle } from './bundles.ts'
import { topOf, toValue } from './catalogue.ts'
import type { Address, Recipient, Resident } from './people.ts'
import { idOf } from './random.ts'
import type { Random } from './random.ts'
import type { Rows } from './rows.ts'
import { addDays, at, iso, range, ZONE } from './time.ts'
import { addRedemption, elderVoucher } from './vouchers.ts'

interface BookingSeed {
  bundle: Bundle
  resident: Resident
  recipient: Recipient
  address: Address
  legs: readonly PlannedLeg[]
  persons: number
  fate: Fate
  bookedAt: number
  key: string
  /** Pays a part with the city's voucher for elders. */
  withVoucher: boolean
  reference: string
  method: Booking['method']
  random: Random
  today: string
  moment: number
}

/** What a voucher looks at of a leg. */
export interface SoldPart {
  shareAmount: number
  categories: string[]
}

interface SoldLeg extends FrozenLeg, SoldPart {
  categories: string[]
  tax: TaxTreatment
  id: string
  planned: PlannedLeg
  voucher: number
  state: 'confirmed' | 'requested' | 'cancelled' | 'in_service' | 'delivered' | 'settled'
  refund: number
  /** Cancelled because its provider said no. */
  declined: boolean
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** How long a provider thinks before it says no. */
const ANSWER = 2 * HOUR

/** Writes one booking with its quote, legs, resources, claims or seats, and log; the money is written when the gateway has it. */
export function addBooking(rows: Rows, seed: BookingSeed): Booking {
  const { bundle, resident, recipient, address, persons, bookedAt, key, reference, method, random } = seed
  const id = idOf('booking', key)
  const quoteId = idOf('quote', key)
  const paidAt = bookedAt + random.int(2, 9) * MINUTE
  const cancelledAt = at(addDays(seed.today, -1), random.int(1295, 1430))
  const sold = sell(seed, cancelledAt)
  const parts = seed.withVoucher ? elderVoucher(sold) : []
  const legs = sold.map((leg, index) => ({ ...leg, voucher: parts[index] ?? 0 }))
  const voucher = parts.reduce((sum, part) => sum + part, 0)
  const amount = legs.reduce((sum, { shareAmount }) => sum + shareAmount, 0)
  const listAmount = legs.reduce((sum, leg) => sum + leg.listAmount, 0)
  rows.quote.push({
    id: quoteId, bundle_id: bundle.id, currency: 'CNY', amount, list_amount: listAmount, wishes: toValue(wishesOf(seed)),
    legs: toValue(legs.map(frozen)),
    created_at: iso(bookedAt - 4 * MINUTE), expires_at: iso(bookedAt + 26 * MINUTE), bound_at: iso(bookedAt),
  })
  rows.booking.push({
    id, reference, booker_id: resident.id, bundle_id: bundle.id, quote_id: quoteId, recipient_id: recipient.id,
    recipient_name: recipient.name,
    address_id: address.id, district_id: address.districtId, street: address.street, lat: address.lat, lng: address.lng,
    contact_name: resident.name, contact_phone: resident.phone, payer_name: resident.name, payer_email: resident.email,
    title_zh: bundle.title[0], title_en: bundle.title[1], locale: 'zh-CN', zone: ZONE, currency: 'CNY', amount, persons,
    hold_expires_at: null, checkout_opened_at: iso(bookedAt + MINUTE), created_at: iso(bookedAt),
  })
  for (const leg of legs) {
    writeLeg(rows, leg, id)
    if (leg.state === 'confirmed' || leg.state === 'requested' || leg.state === 'in_service') writeClaims(rows, leg, persons)
    writeEvents(rows, leg, { bookingId: id, resident: resident.id, bookedAt, paidAt, cancelledAt })
  }
  if (voucher > 0) addRedemption(rows, { bookingId: id, personId: resident.id, amount: voucher, bookedAt, paidAt })
  const refunds = legs.filter(({ refund }) => refund > 0).map(({ id: legId, refund, declined }): Booking['refunds'][number] =>
    ({ legId, amount: refund, ...(declined ? { at: paidAt + ANSWER, reason: 'declined' } : { at: cancelledAt, reason: 'cancelled_by_resident' }) }))
  const earned = legs.filter(({ state, declined }) => state === 'settled' || (state === 'cancelled' && !declined)).map(leg => ({
    legId: leg.id, providerId: leg.providerId, shareAmount: leg.shareAmount, refundedAmount: leg.refund, commissionBps: leg.commissionBps,
    at: leg.state === 'settled' ? Date.parse(leg.end) + 4 * MINUTE + 72 * HOUR : cancelledAt,
  }))
  return { id, paymentId: idOf('payment', key), reference, title: bundle.title, resident, amount: amount - voucher, method, paidAt, refunds, earned }
}

function sell({ key, legs, fate, persons, random, moment }: BookingSeed, cancelledAt: number): SoldLeg[] {
  // Where one leg is given up, it is an optional one or else the last, and nothing depends on it.
  const optional = legs.findIndex(({ leg }) => !leg.flow.required)
  const givenUp = optional >= 0 ? optional : legs.length - 1
  const asked = legs.findIndex(({ alternative }) => !alternative.offering.instant)
  return legs.map((planned, index): SoldLeg => {
    const { leg, alternative, start, end, districtId, session } = planned
    const { offering, percentOffBps, floor } = alternative
    const { service, provider, title, policy } = offering
    const [bufferBefore, bufferAfter] = service.buffers ?? [0, 0]
    const listAmount = listPriceOf(planned, persons)
    const shareAmount = Math.min(listAmount, Math.max(listAmount - shareOf(listAmount, percentOffBps), floor))
    const { instant } = offering
    const declined = fate === 'declined' && index === asked
    const cancelled = declined || fate === 'cancelled' || (fate === 'part_cancelled' && index === givenUp)
    const isWaiting = () => (fate === 'requested' ? index === asked : service.onRequest === true && !random.chance(0.6))
    const state = cancelled
      ? 'cancelled'
      : fate === 'today'
        ? stateAt(moment, planned)
        : fate === 'delivered' || fate === 'settled'
          ? fate
          : isWaiting() ? 'requested' : 'confirmed'
    return {
      id: idOf('booking_leg', `${key} ${leg.position}`), planned, state, declined,
      refund: declined
        ? shareAmount
        : cancelled ? refundFor({ policy, share: shareAmount, start: new Date(start), at: new Date(cancelledAt) }) : 0,
      legId: leg.id, position: leg.position, alternativeId: alternative.id, offeringId: offering.id, offeringVersion: 1,
      providerId: provider.id,
      agreementId: alternative.agreementId, sessionId: session?.id ?? null, titleZh: title[0], titleEn: title[1], start: iso(start),
      end: iso(end), zone: ZONE,
      bufferBefore, bufferAfter, place: service.place, districtId, required: leg.flow.required, dependsOnLegId: leg.dependsOnId,
      instant, persons,
      listAmount, shareAmount, commissionBps: provider.commissionBps, policy, voucher: 0,
      tax: offering.tax, categories: [service.category, topOf(service.category)],
      agreementVersion: alternative.agreementId === null ? null : 1,
    }
  })
}

const stateAt = (moment: number, { start, end }: PlannedLeg) => (moment > end + 5 * MINUTE ? 'delivered' : moment > start ? 'in_service' : 'confirmed')

function listPriceOf({ alternative: { offering } }: PlannedLeg, persons: number): number {
  const { price, priceOptions, service } = offering
  const [model] = service.price
  if (model === 'per_hour') return Math.floor((price * service.minutes * 2 + 60) / 120)
  if (model === 'per_person') return price * persons
  return model === 'by_option' ? priceOptions[String(service.minutes)] ?? price : price
}

const frozen = (
  { id: _id, voucher: _voucher, planned: _planned, state: _state, refund: _refund, declined: _declined, ...leg }: SoldLeg,
): FrozenLeg => leg

function wishesOf({ bundle, legs, address, persons }: BookingSeed): QuoteWishes {
  const chosen = new Map(legs.map(planned => [planned.leg.id, planned]))
  return {
    slug: bundle.slug, districtId: address.districtId, addressId: address.id, persons,
    legs: bundle.legs.map(({ id }) => ({
      legId: id, include: chosen.has(id), alternativeId: chosen.get(id)?.alternative.id ?? null, minutes: null,
    })),
    starts: Object.fromEntries(legs.map(({ leg, start }) => [leg.id, iso(start)])),
  }
}

const isDone = ({ state }: SoldLeg): boolean => state === 'delivered' || state === 'settled'

function writeLeg(rows: Rows, leg: SoldLeg, bookingId: string): void {
  rows.booking_leg.push({
    id: leg.id, booking_id: bookingId, position: leg.position, bundle_leg_id: leg.legId, alternative_id: leg.alternativeId,
    offering_id: leg.offeringId, offering_version: leg.offeringVersion,
    provider_id: leg.providerId, agreement_id: leg.agreementId, session_id: leg.sessionId, state: leg.state, revision: 0,
    starts_at: leg.start, ends_at: leg.end,
    buffer_before_minutes: leg.bufferBefore, buffer_after_minutes: leg.bufferAfter, place: leg.place, district_id: leg.districtId,
    zone: leg.zone,
    required: leg.required, depends_on_bundle_leg_id: leg.dependsOnLegId, instant: leg.instant, title_zh: leg.titleZh,
    title_en: leg.titleEn,
    list_amount: leg.listAmount, share_amount: leg.shareAmount, refunded_amount: leg.refund, commission_bps: leg.commissionBps,
    policy: toValue(leg.policy), voucher_amount: leg.voucher, tax: toValue(leg.tax), agreement_version: leg.agreementVersion ?? null,
    tasks: leg.planned.alternative.offering.tasks.map(task => ({ ...task, done: isDone(leg) ? true : null, note: '' })),
    response_due_at: leg.state === 'requested' ? iso(Date.parse(leg.start) - 2 * HOUR) : null,
  })
  for (const { id } of leg.planned.resources) rows.booking_leg_resource.push({ booking_leg_id: leg.id, resource_id: id })
}

function writeClaims(rows: Rows, { id, planned, bufferBefore, bufferAfter, districtId }: SoldLeg, persons: number): void {
  const { resources, session, start, end } = planned
  for (const resource of resources) {
    rows.claim.push({
      id: idOf('claim', `${id} ${resource.id}`), resource_id: resource.id,
      during: range(start - bufferBefore * MINUTE, end + bufferAfter * MINUTE),
      district_id: districtId, booking_leg_id: id, session_id: null, expires_at: null,
    })
  }
  if (!session) return
  for (let seat = session.nextSeat; seat < session.nextSeat + persons; seat++) {
    rows.session_seat.push({ session_id: session.id, seat, booking_leg_id: id, expires_at: null })
  }
  session.nextSeat += persons
}

interface Moments {
  bookingId: string
  resident: string
  bookedAt: number
  paidAt: number
  cancelledAt: number
}

/** The log says what the transition table of booking/state.ts allows, in its words. */
function writeEvents(rows: Rows, leg: SoldLeg, { bookingId, resident, bookedAt, paidAt, cancelledAt }: Moments): void {
  const write = (
    when: number, actor: string, event: string, from: string | null, to: string,
    actorId: string | null = null, reason: string | null = null,
  ) => rows.booking_event.push({
    booking_id: bookingId, booking_leg_id: leg.id, at: iso(when), actor, actor_id: actorId, event, from_state: from, to_state: to,
    reason, data: {}, provider_id: leg.providerId,
  })
  const start = Date.parse(leg.start)
  const end = Date.parse(leg.end)
  const paid = leg.instant ? 'confirmed' : 'requested'
  write(bookedAt, 'resident', 'hold', null, 'held', resident)
  write(paidAt, 'payment', 'pay', 'held', paid)
  if (leg.state === 'requested') return
  if (leg.declined) {
    write(paidAt + ANSWER, 'provider', 'decline', 'requested', 'cancelled', null, '那天人手已满，抱歉')
    return
  }
  if (paid === 'requested') write(paidAt + HOUR, 'provider', 'accept', 'requested', 'confirmed')
  if (leg.state === 'cancelled') write(cancelledAt, 'resident', 'cancel', 'confirmed', 'cancelled', resident, 'plans_changed')
  if (leg.state === 'in_service') write(start, 'worker', 'check_in', 'confirmed', 'in_service')
  if (leg.state !== 'delivered' && leg.state !== 'settled') return
  write(start - 3 * MINUTE, 'worker', 'check_in', 'confirmed', 'in_service')
  write(end + 4 * MINUTE, 'worker', 'check_out', 'in_service', 'delivered')
  if (leg.state === 'settled') write(end + 4 * MINUTE + 72 * HOUR, 'system', 'release', 'delivered', 'settled')
}
