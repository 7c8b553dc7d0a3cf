import { sql } from 'drizzle-orm'
import type { LegAction, LegState } from '#shared/schemas/booking.ts'
import { actionsOf } from './actions.ts'
import type { Actor } from './state.ts'

/** A leg's times as JSON has them, by `storedTimes`. */
export interface StoredTimes {
  startsAt: string
  endsAt: string
  stateSince: string
  responseDueAt: string | null
  askedAt: string | null
}

/** The times of a row `l` of `booking_leg`, for `whatNow`. */
export const storedTimes = sql`jsonb_build_object('startsAt', l.starts_at, 'endsAt', l.ends_at, 'stateSince', l.state_since,
  'responseDueAt', l.response_due_at, 'askedAt', l.asked_at)`

interface WhatNow {
  state: LegState
  times: StoredTimes
  actors: readonly Actor[]
  at: Date
}

/** What these actors can do with a leg, and until when somebody must have answered. */
export function whatNow({ state, times, actors, at }: WhatNow): { actions: LegAction[], responseDueAt: string | null } {
  const dateOf = (time: string | null) => (time === null ? null : new Date(time))
  const responseDueAt = dateOf(times.responseDueAt)
  const leg = {
    state, responseDueAt, startsAt: new Date(times.startsAt), endsAt: new Date(times.endsAt), stateSince: new Date(times.stateSince),
    askedAt: dateOf(times.askedAt),
  }
  return { actions: actionsOf(leg, actors, at), responseDueAt: responseDueAt && responseDueAt.toISOString() }
}
