import type { LegAction } from '#shared/schemas/booking.ts'
import { legAction } from '#shared/schemas/booking.ts'
import { transitions, type Actor, type LegEvent } from './state.ts'
import { disputeHours, type LegTimes } from './timers.ts'

interface Window {
  from?: Date | null
  /** The first moment at which it is too late. */
  until?: Date | null
}

const minutesAfter = (time: Date, minutes: number) => new Date(time.getTime() + minutes * 60_000)

/** A worker may be early by this much; a side that does not come is waited for that much. */
const earlyMinutes = 60
const patienceMinutes = 15

/** When people can do what the table of transitions lets them; an event that is not named is open as long as its state lasts. */
const windows: Partial<Record<LegEvent, (leg: LegTimes, actor: Actor) => Window>> = {
  accept: ({ responseDueAt }) => ({ until: responseDueAt }),
  decline: ({ startsAt }) => ({ until: startsAt }),
  withdraw: ({ startsAt }) => ({ until: startsAt }),
  reschedule: ({ startsAt }) => ({ until: startsAt }),
  substitute: ({ responseDueAt }) => ({ until: responseDueAt }),
  // After the start it is a visit, or a side did not come.
  cancel: ({ startsAt }, actor) => (actor === 'resident' ? { until: startsAt } : {}),
  check_in: ({ startsAt }) => ({ from: minutesAfter(startsAt, -earlyMinutes) }),
  miss_resident: ({ startsAt }) => ({ from: minutesAfter(startsAt, patienceMinutes) }),
  miss_provider: ({ startsAt }) => ({ from: minutesAfter(startsAt, patienceMinutes) }),
  dispute: ({ stateSince }) => ({ until: minutesAfter(stateSince, disputeHours * 60) }),
}

/** Whether an event's time has come, and not passed, for somebody. The timers do not ask. */
export function timing(leg: LegTimes, event: LegEvent, { actor, at }: { actor: Actor, at: Date }): 'open' | 'too_early' | 'too_late' {
  const { from, until } = windows[event]?.(leg, actor) ?? {}
  if (from && at < from) return 'too_early'
  return until && at >= until ? 'too_late' : 'open'
}

const isAction = (event: LegEvent): event is LegAction & LegEvent => legAction.safeParse(event).success

/** All that these actors can do with a leg at a moment, in the order of the table. */
export function actionsOf(leg: LegTimes, actors: readonly Actor[], at: Date): LegAction[] {
  const open = transitions.flatMap(({ event, from, by }) => {
    const allowed: readonly Actor[] = by
    const mayNow = from === leg.state && actors.some(actor => allowed.includes(actor) && timing(leg, event, { actor, at }) === 'open')
    return mayNow && isAction(event) ? [event] : []
  })
  return [...new Set(open)]
}
