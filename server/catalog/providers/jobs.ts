import { z } from 'zod'
import { defineJob } from '../../platform/jobs.ts'

/** Something was decided about a provider that it is to be told. */
export const providerChangedJob = defineJob({ name: 'catalog.provider-changed', data: z.object({ eventId: z.uuid() }) })
