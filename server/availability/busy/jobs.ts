import { z } from 'zod'
import { defineJob } from '../../platform/jobs.ts'

/** A worker's own calendar is to be fetched. What fails there is written on its row; the sweeper asks again in an hour. */
export const importBusyJob = defineJob({
  name: 'availability.import-busy',
  data: z.object({ resourceId: z.uuid() }),
  policy: 'short',
  retries: 2,
})

/** Every five minutes: calendars whose hour is over. */
export const sweepBusyCalendarsJob = defineJob({ name: 'availability.sweep-busy', data: z.object({}), cron: '*/5 * * * *', retries: 0 })
