import { z } from 'zod'
import { amount, currency, districtId, id, instant, line, locale, localText, phone, slug } from './common.ts'
import { quoteAnswer } from './catalog.ts'

export const legState = z.enum(['held', 'expired', 'reserved', 'requested', 'confirmed', 'substituting', 'in_service', 'delivered', 'disputed', 'settled',
  'cancelled', 'no_show_resident', 'no_show_provider'])
export type LegState = z.infer<typeof legState>
/** Computed from the legs: see `bookingState` in server/booking/state.ts. */
export const bookingState = z.enum(['held', 'expired', 'reserved', 'requested', 'substituting', 'confirmed', 'in_service',
  'partly_delivered', 'delivered', 'disputed', 'settled', 'cancelled', 'closed'])
export const paymentState = z.enum(['awaiting_payment', 'processing', 'paid', 'late_paid', 'payment_failed', 'expired', 'review',
  'refund_pending', 'partly_refunded', 'refunded', 'disputed', 'lost'])

export const holdBody = z.strictObject({
  quoteId: id,
  recipientId: id,
  addressId: id,
  contact: z.strictObject({ name: line(80), phone }),
  payer: z.strictObject({ name: line(80), email: z.email().max(254) }),
  locale: locale.default('zh-CN'),
})
export type HoldBody = z.output<typeof holdBody>

export const bookingLeg = z.object({
  id,
  position: z.int(),
  /** Grows with each move; the sequence number of its calendar entry. */
  revision: z.int(),
  state: legState,
  title: localText,
  provider: localText,
  start: instant,
  end: instant,
  zone: z.string(),
  place: z.enum(['home', 'venue', 'on_the_way']),
  districtId,
  address: localText,
  resources: z.array(z.object({ id, kind: z.enum(['worker', 'vehicle', 'venue']), name: localText })),
  shareAmount: amount,
  refundedAmount: amount,
  refunds: z.array(z.object({ until: instant.nullable(), refundBps: z.int(), amount })),
})
export const bookingEvent = z.object({
  id: z.int(),
  legId: id.nullable(),
  at: instant,
  actor: z.string(),
  event: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  reason: z.string().nullable(),
})

export const bookingCard = z.object({
  id,
  reference: z.string(),
  slug,
  title: localText,
  state: bookingState,
  start: instant,
  end: instant,
  zone: z.string(),
  amount,
  currency,
  legCount: z.int(),
  recipientName: z.string(),
  createdAt: instant,
})
export const booking = bookingCard.extend({
  holdExpiresAt: instant.nullable(),
  districtId,
  street: z.string(),
  contact: z.object({ name: z.string(), phone: z.string() }),
  payer: z.object({ name: z.string(), email: z.string() }),
  payment: z.object({
    state: paymentState,
    method: z.string().nullable(),
    capturedAmount: amount,
    refundedAmount: amount,
    lastFailure: z.string().nullable(),
  }).nullable(),
  legs: z.array(bookingLeg),
  events: z.array(bookingEvent),
})
export type Booking = z.infer<typeof booking>

export const bookingsQuery = z.object({ page: z.coerce.number().int().min(1).max(500).default(1) })
export const bookings = z.object({ total: z.int(), page: z.int(), pages: z.int(), bookings: z.array(bookingCard) })

/** Where to pay; a repeat while the payment page is open answers the same address. */
export const checkoutAnswer = z.object({ url: z.string(), expiresAt: instant })

/** A changed price: the problem carries the new quote. */
export const requote = z.object({ quote: quoteAnswer })

export const providerLegsQuery = z.object({ providerId: id.optional(), page: z.coerce.number().int().min(1).max(500).default(1) })
export const providerLeg = z.object({
  id,
  bookingReference: z.string(),
  state: legState,
  title: localText,
  start: instant,
  end: instant,
  zone: z.string(),
  districtId,
  street: z.string(),
  recipient: z.object({ name: z.string(), birthYear: z.int().nullable(), needs: z.array(z.string()), notes: z.string() }),
  contact: z.object({ name: z.string(), phone: z.string() }),
  workers: z.array(localText),
  shareAmount: amount,
  currency,
})
export const providerLegs = z.object({
  total: z.int(),
  page: z.int(),
  pages: z.int(),
  provider: localText.nullable(),
  legs: z.array(providerLeg),
})
