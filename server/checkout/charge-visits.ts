import { askForPayment, isStranded, listUnpaidVisits, lockBooking, type UnpaidVisit } from '../booking/index.ts'
import { chargeSavedCard, chargeStateOf, findSavedCard, type PaymentContext } from '../payment/index.ts'
import { withTransaction } from '../platform/database.ts'
import { confirm } from './confirm.ts'

/**
 * Whatever is due of visits under plans: a saved card is charged, once, three days before; whoever has none, or whose bank wants to hear
 * them, is asked to pay by themselves, once. Safe to run at any time, and twice at once. Answers how many visits changed.
 */
export async function chargeVisits(context: PaymentContext): Promise<number> {
  let changed = 0
  for (const visit of await listUnpaidVisits(context.db)) {
    try {
      if (await chargeVisit(context, visit)) changed++
    } catch (error) {
      // One visit that cannot be dealt with must not keep the others waiting.
      context.log.error({ err: error, booking: visit.bookingId }, 'checkout: a visit could not be charged')
    }
  }
  return changed
}

async function chargeVisit(context: PaymentContext, { bookingId, planId, due }: UnpaidVisit): Promise<boolean> {
  return await withTransaction(context.db, async (tx) => {
    const locked = await lockBooking(tx, bookingId)
    const unpaid = locked?.legs.filter(({ state }) => state === 'reserved') ?? []
    if (!locked || unpaid.length === 0 || await isStranded(tx, bookingId)) return false
    const { booking } = locked
    const amount = unpaid.reduce((sum, { shareAmount }) => sum + shareAmount, 0)
    if (amount === 0) {
      if (due) await confirm(context, tx, locked)
      return due
    }
    const card = await findSavedCard(tx, planId)
    const { state, error } = await chargeStateOf(tx, bookingId)
    if (state === 'refused') return await askForPayment(tx, booking, error ?? 'card_declined')
    if (!card) return state !== 'done' && await askForPayment(tx, booking, 'no_card')
    if (!due || state !== 'none') return false
    await chargeSavedCard(context, tx, { bookingId, amount, currency: booking.currency, card })
    return true
  })
}
