import { z } from 'zod'
import { defineJob } from '../platform/jobs.ts'

/** A wake-up at the end of a hold. */
export const expireHoldJob = defineJob({ name: 'booking.expire-hold', data: z.object({ bookingId: z.uuid() }) })

/** Finds what a wake-up missed. */
export const sweepHoldsJob = defineJob({ name: 'booking.sweep-holds', data: z.object({}), cron: '* * * * *', retries: 0 })
