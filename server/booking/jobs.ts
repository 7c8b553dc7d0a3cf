import { z } from 'zod'
import { defineJob } from '../platform/jobs.ts'

/** A wake-up at the end of a hold. */
export const expireHoldJob = defineJob({ name: 'booking.expire-hold', data: z.object({ bookingId: z.uuid() }) })

/** A wake-up for a timer of one of a booking's legs. */
export const wakeBookingJob = defineJob({ name: 'booking.wake', data: z.object({ bookingId: z.uuid() }) })

/** Finds whatever a wake-up missed: holds and the timers of legs. */
export const sweepTimersJob = defineJob({ name: 'booking.sweep-timers', data: z.object({}), cron: '* * * * *', retries: 0 })

/** Reserves the visits under plans whose six weeks have begun: each night, when few book. */
export const extendPlansJob = defineJob({ name: 'booking.extend-plans', data: z.object({}), cron: '30 18 * * *', retries: 2 })

/** A care plan was made, with these visits reserved; or these of its visits wait for a decision. */
export const planChangedJob = defineJob({
  name: 'booking.plan-changed',
  data: z.object({
    planId: z.uuid(),
    change: z.enum(['made', 'conflict']),
    visitIds: z.array(z.uuid()).min(1),
    /** When: a visit may wait for a decision more than once. */
    at: z.iso.datetime(),
  }),
})

/** Rows were added to a booking's log. One at a time for each booking (the key is its id), in the order in which they were written. */
export const bookingChangedJob = defineJob({
  name: 'booking.changed',
  data: z.object({ bookingId: z.uuid(), eventIds: z.array(z.int()).min(1) }),
  policy: 'key_strict_fifo',
  // A job that failed for good would block its booking's later ones: a database that is away for a night must not.
  retries: 60,
})
