import { z } from 'zod'
import { defineJob } from '../../platform/jobs.ts'

/** Something happened to an agreement; whoever tells people of it listens. */
export const agreementChangedJob = defineJob({ name: 'catalog.agreement-changed', data: z.object({ eventId: z.uuid() }) })

/**
 * Who can serve a bundle's legs may have changed: an agreement, the state of a provider or of an offering. With a bundle: that one alone.
 * Every minute all bundles are looked at, so that who forgets to ask does no harm.
 */
export const followSupplyJob = defineJob({
  name: 'catalog.follow-supply', data: z.object({ bundleId: z.uuid().optional() }), policy: 'short', cron: '* * * * *', retries: 2,
})

/**
 * What a bundle can be served by has changed: an alternative has `taken_over` these legs, optional ones are missing (`without`), it is
 * `paused` because nobody serves them; or only its terms and places are other than they were.
 */
export const supplyChangedJob = defineJob({
  name: 'catalog.supply-changed',
  data: z.object({
    bundleId: z.uuid(), providerId: z.uuid(), cause: z.uuid(), outcome: z.enum(['paused', 'taken_over', 'without', 'changed']), legIds: z.array(z.uuid()),
  }),
})
