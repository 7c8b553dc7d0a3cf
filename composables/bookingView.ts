import type { Booking } from '#shared/schemas/booking.ts'
import type { Answer } from './api.ts'

export type BookingCard = Answer<'GET /api/bookings'>['bookings'][number]
type BookingEvent = Booking['events'][number]

/** What the page of a booking says first. */
export type Notice
  = | 'held' | 'returned' | 'declined' | 'waiting' | 'processing' | 'late' | 'confirmed' | 'requested' | 'expired' | 'failed' | 'review'
    | 'refundPending' | 'refunded' | 'substituting' | 'visitDue' | 'stopped'

/** How one came to the page: back from paying, or back without having paid. */
export interface ComingBack {
  paid: boolean
  cancelled: boolean
}

interface Told extends Pick<Booking, 'state'> {
  events?: readonly Pick<BookingEvent, 'reason'>[]
  visit: Pick<NonNullable<Booking['visit']>, 'paymentAsked'> | null
  payment: Pick<NonNullable<Booking['payment']>, 'state' | 'lastFailure'> | null
}

export function noticeOf({ state, payment, visit, events = [] }: Told, back: ComingBack): Notice | null {
  if (payment?.state === 'review') return 'review'
  // An answer that is waited for, and has its deadline, comes before news.
  if (state === 'substituting') return 'substituting'
  switch (payment?.state) {
    case 'late_paid': return 'late'
    case 'refund_pending': return 'refundPending'
    case 'refunded': return 'refunded'
  }
  if (state === 'held' || state === 'reserved') {
    if (payment?.state === 'processing') return 'processing'
    if (back.paid) return 'waiting'
    if (payment?.lastFailure) return 'declined'
    if (back.cancelled) return 'returned'
    return state === 'held' ? 'held' : visit?.paymentAsked ? 'visitDue' : null
  }
  if (state === 'expired' && events.some(({ reason }) => reason === 'provider_suspended')) return 'stopped'
  if (state === 'expired') return back.paid && payment?.state !== 'expired' ? 'late' : 'expired'
  if (state === 'cancelled' && payment?.state === 'payment_failed') return 'failed'
  if (state === 'requested') return 'requested'
  return back.paid && state === 'confirmed' ? 'confirmed' : null
}

/** Can it still be paid? While a payment is on its way, a second one is not offered. */
export const isPayable = (notice: Notice | null): boolean => notice !== 'waiting' && notice !== 'processing' && notice !== 'review'

const second = 1000

/** How long to wait before asking again; null: nothing more is waited for. */
export function pollPause(notice: Notice | null, elapsed: number): number | null {
  switch (notice) {
    case 'waiting':
    case 'late':
      return elapsed < 60 * second ? 1.5 * second : elapsed < 300 * second ? 5 * second : 20 * second
    case 'held':
    case 'returned':
    case 'declined':
      return 5 * second
    case 'processing':
    case 'refundPending':
      return 10 * second
    case 'requested':
    case 'substituting':
    case 'review':
      return 20 * second
    default:
      return null
  }
}

const neverHappened = new Set(['held', 'expired'])

/** An entry for the calendar exists from the payment on. */
export const hasCalendar = ({ legs }: Pick<Booking, 'legs'>): boolean =>
  legs.some(({ state }) => !neverHappened.has(state) && state !== 'cancelled' && state !== 'reserved')

export interface BookingGroups {
  unpaid: BookingCard[]
  coming: BookingCard[]
  past: BookingCard[]
}

const overStates = new Set<BookingCard['state']>(['expired', 'cancelled', 'closed', 'settled', 'delivered'])

/** What waits for the reader first; then what comes next, soonest first; then what is over, newest first. */
export function groupBookings(bookings: readonly BookingCard[], now: number): BookingGroups {
  const byStart = (a: BookingCard, b: BookingCard) => Date.parse(a.start) - Date.parse(b.start)
  const isOver = (card: BookingCard) => overStates.has(card.state) || (Date.parse(card.end) < now && card.state !== 'held')
  return {
    unpaid: bookings.filter(({ state }) => state === 'held').toSorted(byStart),
    coming: bookings.filter(card => card.state !== 'held' && !isOver(card)).toSorted(byStart),
    past: bookings.filter(isOver).toSorted((a, b) => byStart(b, a)),
  }
}

export interface LogEntry {
  id: number
  at: string
  actor: string
  event: string
  to: string | null
  reason: string | null
  moved: { from: string, to: string } | null
  legIds: string[]
}

/** The log, newest first; what happened to several legs at once is one entry. */
export function logOf(events: readonly BookingEvent[]): LogEntry[] {
  const entries: LogEntry[] = []
  for (const { id, at, actor, event, to, reason, moved, legId } of events) {
    const last = entries.at(-1)
    const legIds = legId === null ? [] : [legId]
    const same = last && last.event === event && last.actor === actor && last.at === at && last.to === to && last.reason === reason
      && last.moved?.from === moved?.from && last.moved?.to === moved?.to
    if (same) last.legIds.push(...legIds)
    else entries.push({ id, at, actor, event, to, reason, moved, legIds })
  }
  return entries.reverse()
}
