import { z } from 'zod'
import { defineJob } from '../platform/jobs.ts'

/** A notice was written and is to be sent. The row knows when it may be tried again: the job itself fails only where the database does. */
export const sendNoticeJob = defineJob({ name: 'notification.send', data: z.object({ id: z.uuid() }), policy: 'short', retries: 2 })

/** Every minute: reminders that are due, and notices that were not sent. */
export const sweepNoticesJob = defineJob({ name: 'notification.sweep', data: z.object({}), cron: '* * * * *', retries: 0 })

/** Once a day, when mornings begin in China: credentials that are about to lapse. */
export const warnCredentialsJob = defineJob({ name: 'notification.warn-credentials', data: z.object({}), cron: '0 0 * * *', retries: 2 })
