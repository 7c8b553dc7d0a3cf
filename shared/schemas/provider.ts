import { z } from 'zod'
import { bundleCard, providerCard } from './catalog.ts'
import { districtId, localText } from './common.ts'

/** A verified provider, as everybody sees it. */
export const publicProvider = providerCard.extend({
  summary: localText,
  foundedYear: z.int().nullable(),
  districts: z.array(districtId),
  /** The best known of the bundles that it publishes or serves a part of. */
  bundles: z.array(bundleCard.pick({
    slug: true, title: true, summary: true, provider: true, providerCount: true, legCount: true, minutes: true, priceFrom: true,
    currency: true,
  })),
})
