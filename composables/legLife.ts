import type { Booking, LegAction } from '#shared/schemas/booking.ts'
import { dayAfter } from '#shared/wall-time.ts'

type BookingLeg = Booking['legs'][number]

/** What a resident can ask about a leg in a dialog; without a leg about all of them. */
export interface LegAsk {
  kind: 'move' | 'cancel' | 'noShow' | 'dispute'
  legId: string | null
}

/** In the order in which they are offered. */
const kinds = [['reschedule', 'move'], ['miss_provider', 'noShow'], ['dispute', 'dispute'], ['cancel', 'cancel']] as const

/** The dialogs that a leg's actions open. A substitute is answered where it is shown. */
export function asksOf(actions: readonly LegAction[]): LegAsk['kind'][] {
  return kinds.filter(([action]) => actions.includes(action)).map(([, kind]) => kind)
}

/** What can be asked of all legs together: where there is more than one that it holds for. */
export function asksOfAll(legs: readonly Pick<BookingLeg, 'actions'>[]): ('move' | 'cancel')[] {
  const count = (action: LegAction) => legs.filter(({ actions }) => actions.includes(action)).length
  return [...(count('reschedule') > 1 ? ['move' as const] : []), ...(count('cancel') > 1 ? ['cancel' as const] : [])]
}

/** The messages that can tell an event, the most exact first: who caused it and where it led may need words of their own. */
export function eventKeys(
  { event, actor, to, reason }: { event: string, actor: string, to: string | null, reason: string | null },
): string[] {
  return [...(actor === 'system' && reason ? [`${event}_${reason}`] : []), `${event}_${actor}_${to}`, `${event}_${actor}`, event]
}

/** Days around the day of a leg, in which to look for another time: three before and three after, none of them past. */
export function firstDayToOffer(day: string, today: string): string {
  const wished = dayAfter(day, -3)
  return wished < today ? today : wished
}
