import type { BundleCard } from '#shared/schemas/catalog.ts'
import type { LocalText } from '#shared/locale.ts'

type Text = (text: LocalText) => string

/** A bundle as schema.org's Service with its Offer. `url` is absolute; prices are in whole units. */
export function serviceOf(bundle: BundleCard, { text, url, areas = [] }: {
  text: Text
  url: string
  areas?: readonly string[]
}): Record<string, unknown> {
  return {
    '@type': 'Service',
    'name': text(bundle.title),
    'description': text(bundle.summary),
    'serviceType': text(bundle.scenario.title),
    url,
    'provider': { '@type': 'Organization', 'name': text(bundle.provider) },
    ...(areas.length > 0 && { areaServed: areas }),
    ...(bundle.rating !== null && bundle.ratingCount > 0 && {
      aggregateRating: { '@type': 'AggregateRating', 'ratingValue': bundle.rating, 'ratingCount': bundle.ratingCount },
    }),
    'offers': {
      '@type': 'Offer', 'price': (bundle.priceFrom / 100).toFixed(2), 'priceCurrency': bundle.currency, url,
      ...(bundle.nextFreeDay !== null && { availability: 'https://schema.org/InStock', availabilityStarts: bundle.nextFreeDay }),
    },
  }
}
