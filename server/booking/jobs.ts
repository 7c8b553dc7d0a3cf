import { z } from 'zod'
import { defineJob } from '../platform/jobs.ts'

/** A wake-up at the end of a hold. */
export const expireHoldJob = defineJob({ name: 'booking.expire-hold', data: z.object({ bookingId: z.uuid() }) })

/** Finds what a wake-up missed. */
export const sweepHoldsJob = defineJob({ name: 'booking.sweep-holds', data: z.object({}), cron: '* * * * *', retries: 0 })

/** Rows were added to a booking's log. One at a time for each booking (the key is its id), in the order in which they were written. */
export const bookingChangedJob = defineJob({
  name: 'booking.changed',
  data: z.object({ bookingId: z.uuid(), eventIds: z.array(z.int()).min(1) }),
  policy: 'key_strict_fifo',
  // A job that failed for good would block its booking's later ones: a database that is away for a night must not.
  retries: 60,
})
