import type { LegState } from '#shared/schemas/booking.ts'
import type { LegEvent } from './state.ts'

/** What the timers and the windows look at. */
export interface LegTimes {
  state: LegState
  startsAt: Date
  endsAt: Date
  stateSince: Date
  responseDueAt: Date | null
  /** When both sides were asked about a service that nobody began. */
  askedAt: Date | null
}

export interface Timer {
  state: LegState
  /** The event that the system causes. */
  event: LegEvent
  /** Counted from this moment of the leg, where it has one. */
  from: 'responseDueAt' | 'startsAt' | 'endsAt' | 'askedAt' | 'stateSince'
  /** Negative: before it. */
  minutes: number
  /** Runs only while this is not set. */
  unless?: 'askedAt'
}

const hours = (count: number) => count * 60

/** How long a resident can dispute, and so how long after it a service is settled. */
export const disputeHours = 72

/** What happens by itself. The sweeper and the wake-ups are made from this table alone. */
export const timers: readonly Timer[] = [
  // A visit under a plan that nobody has paid a day before: its time is free again.
  { state: 'reserved', event: 'expire', from: 'startsAt', minutes: -hours(24) },
  { state: 'requested', event: 'decline', from: 'responseDueAt', minutes: 0 },
  { state: 'substituting', event: 'refuse_substitute', from: 'responseDueAt', minutes: 0 },
  { state: 'confirmed', event: 'ask', from: 'endsAt', minutes: 60, unless: 'askedAt' },
  // Nobody began it, and in three days nobody said that the resident was away: what was not delivered is given back.
  { state: 'confirmed', event: 'miss_provider', from: 'askedAt', minutes: hours(disputeHours) },
  { state: 'in_service', event: 'check_out', from: 'endsAt', minutes: hours(12) },
  { state: 'delivered', event: 'release', from: 'stateSince', minutes: hours(disputeHours) },
  { state: 'no_show_resident', event: 'release', from: 'stateSince', minutes: hours(disputeHours) },
]

/** The timer that runs on a leg, and when it is due. */
export function timerOf(leg: LegTimes): { timer: Timer, at: Date } | undefined {
  for (const timer of timers) {
    const from = timer.state === leg.state ? leg[timer.from] : null
    if (from === null || (timer.unless && leg[timer.unless] !== null)) continue
    return { timer, at: new Date(from.getTime() + timer.minutes * 60_000) }
  }
  return undefined
}

/** Who is asked has a day, but must answer while the others could still be told: the notice before the start, or half an hour at least. */
export function answerDeadline({ at, startsAt, noticeMinutes }: { at: Date, startsAt: Date, noticeMinutes: number }): Date {
  const notice = Math.max(startsAt.getTime() - noticeMinutes * 60_000, at.getTime() + 30 * 60_000)
  return new Date(Math.min(at.getTime() + hours(24) * 60_000, notice, startsAt.getTime()))
}
