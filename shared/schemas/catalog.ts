import { z } from 'zod'
import { relaxationKinds, whyCodes } from '../slot.ts'
import { amount, currency, day, dayPart, districtId, id, instant, list, localText, nearDay, nearInstant, slug } from './common.ts'
import { paymentMethods, taxTreatment } from './money.ts'
import { page as listPage, pageFields } from './paging.ts'

export const district = z.object({ id: districtId, name: localText, lat: z.number(), lng: z.number() })
export const category = z.object({ id, slug, parentId: id.nullable(), name: localText, picture: z.string() })
export const providerCard = z.object({ id, slug, name: localText, rating: z.number().nullable(), ratingCount: z.int() })

export const scenario = z.object({
  id,
  slug,
  family: z.string(),
  title: localText,
  summary: localText,
  why: localText,
  picture: z.string(),
  categories: z.array(z.object({ slug, name: localText, picture: z.string() })),
  bundleCount: z.int(),
  priceFrom: amount.nullable(),
  currency: currency.nullable(),
})
export type Scenario = z.infer<typeof scenario>

/** What a card of a bundle shows. */
export const bundleCard = z.object({
  id,
  slug,
  title: localText,
  summary: localText,
  scenario: z.object({ slug, title: localText }),
  categories: z.array(z.object({ slug, name: localText, picture: z.string() })),
  provider: localText,
  providerCount: z.int(),
  legCount: z.int(),
  minutes: z.int(),
  priceFrom: amount,
  listPriceFrom: amount,
  currency,
  rating: z.number().nullable(),
  ratingCount: z.int(),
  elderFriendly: z.boolean(),
  instant: z.boolean(),
  /** The next day on which the whole bundle can be booked, as search knows it. */
  nextFreeDay: day.nullable(),
})
export type BundleCard = z.infer<typeof bundleCard>

export const stageRule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('gap'), min: z.int().min(0), max: z.int().min(0).nullable(), sameDay: z.boolean() }),
  z.object({ kind: z.literal('days'), from: z.int().min(0), to: z.int().min(0), window: z.object({ from: z.int().min(0), to: z.int().max(2880) }).nullable() }),
])

export const policy = z.object({
  id: z.enum(['flexible', 'moderate', 'strict', 'custom']),
  tiers: z.array(z.object({ hoursBefore: z.number(), refundBps: z.int().min(0).max(10_000) })),
})

/** A photo in the sizes in which it can be fetched. Width and height say its shape. */
export const photo = z.object({
  alt: localText, width: z.int(), height: z.int(), sources: z.array(z.object({ url: z.string(), width: z.int() })).min(1),
})
export type Photo = z.infer<typeof photo>

export const alternative = z.object({
  id,
  provider: providerCard,
  title: localText,
  summary: localText,
  category: z.object({ slug, name: localText, picture: z.string() }),
  place: z.enum(['home', 'venue', 'on_the_way']),
  venue: z.object({ districtId, address: localText }).nullable(),
  mode: z.enum(['time', 'session']),
  minutes: z.int(),
  durationOptions: z.array(z.int()),
  priceModel: z.enum(['fixed', 'per_hour', 'per_person', 'by_option']),
  maxPersons: z.int(),
  /** What it costs in this bundle. What that is off its list price is between its two parties. */
  shareAmount: amount,
  /** Share for each duration option (minutes → minor units). */
  shareByMinutes: z.record(z.string(), amount),
  instant: z.boolean(),
  noticeMinutes: z.int(),
  credentials: z.array(z.string()),
  policy,
  /** What serves it: `{ kind: worker, skill: nursing, count: 1 }`. */
  needs: z.array(z.object({ kind: z.enum(['worker', 'vehicle', 'venue']), skill: z.string(), count: z.int() })),
  photos: z.array(photo),
})

export const leg = z.object({
  id,
  stage: z.int(),
  position: z.int(),
  required: z.boolean(),
  dependsOnLegId: id.nullable(),
  title: localText,
  alternatives: z.array(alternative).min(1),
})

export const bundleDetail = bundleCard.extend({
  description: localText,
  publisher: providerCard,
  zone: z.string(),
  districts: z.array(districtId),
  stages: z.array(z.object({ position: z.int(), rule: stageRule.nullable() })),
  legs: z.array(leg).min(1),
  maxPersons: z.int(),
})
export type BundleDetail = z.infer<typeof bundleDetail>

const flag = z.enum(['1'])
export const searchQuery = z.object({
  q: z.string().max(200).default(''),
  scenario: list(slug).default([]),
  category: list(slug).default([]),
  district: list(districtId).default([]),
  priceFrom: z.coerce.number().int().min(0).max(100_000_000).optional(),
  priceTo: z.coerce.number().int().min(0).max(100_000_000).optional(),
  day: nearDay.optional(),
  part: list(dayPart).default([]),
  /** Languages that somebody of its providers speaks. */
  language: list(z.string().regex(/^[a-z]{2,20}$/)).default([]),
  credential: list(z.string().regex(/^[a-z0-9]+([_-][a-z0-9]+)*$/).max(60)).default([]),
  elder: flag.optional(),
  instant: flag.optional(),
  /** At least so many stars. */
  rating: z.enum(['4', '4.5', '4.8']).transform(Number).optional(),
  /** `distance`: from the middle of the first chosen district; without one as `relevance`. */
  sort: z.enum(['relevance', 'price', '-price', 'rating', 'distance', 'soonest']).default('relevance'),
  page: z.coerce.number().int().min(1).max(500).default(1),
})
export type SearchQuery = z.output<typeof searchQuery>

const facetValue = z.object({ value: z.string(), count: z.int(), name: localText })
export const searchAnswer = z.object({
  total: z.int(),
  page: z.int(),
  pages: z.int(),
  /** The search itself is away: popular bundles of the chosen scenarios and categories, whatever else was asked for. */
  limited: z.boolean(),
  /** Words of `q` that mean a place or a time: they filter, and `text` is what is left to search for. */
  understood: z.object({
    text: z.string(),
    pieces: z.array(z.object({ facet: z.enum(['district', 'day', 'part']), values: z.array(z.string()), said: z.string(), without: z.string() })),
  }),
  /** Words of `understood.text` that no bundle has: what was found is without them. */
  missed: z.array(z.string()),
  /** `some`: no bundle has all of its other words, so the last were dropped. */
  match: z.enum(['all', 'some']),
  hits: z.array(bundleCard.extend({
    /** Parts of the text that matched, marked with U+E000 … U+E001; null where nothing did. */
    highlight: z.object({ title: localText, summary: localText }).nullable(),
  })),
  facets: z.object({
    scenario: z.array(facetValue),
    category: z.array(facetValue),
    district: z.array(facetValue),
    language: z.array(facetValue),
    credential: z.array(facetValue),
  }),
  /** How many of the results are for elders, or confirmed at once. */
  flags: z.object({ elder: z.int(), instant: z.int() }),
  price: z.object({ min: amount, max: amount }).nullable(),
  /** Where nothing was found: what to let go of, and how many bundles that alone would show. `q` is the query then. */
  relaxations: z.array(z.object({
    facet: z.enum(['q', 'scenario', 'category', 'district', 'price', 'time', 'language', 'credential', 'elder', 'instant', 'rating']),
    count: z.int(),
    q: z.string(),
  })),
})
export type SearchAnswer = z.infer<typeof searchAnswer>

export const suggestQuery = z.object({ q: z.string().max(200).default('') })
export const suggestAnswer = z.object({
  suggestions: z.array(z.object({ kind: z.enum(['scenario', 'category', 'provider', 'bundle']), slug, name: localText })),
})
export type SuggestAnswer = z.infer<typeof suggestAnswer>

/** A result that was opened, and its place in the whole list, from 1. */
export const searchClickBody = z.strictObject({ slug, position: z.int().min(1).max(12_000) })

export const missingSupplyQuery = z.object({ days: z.coerce.number().int().min(1).max(90).default(30), page: listPage })
export const missingSupply = z.object({
  days: z.int(),
  /** `searches`: all of this district and category; `empty`: those that found nothing, with their commonest words. Null stands for any. */
  rows: z.array(z.object({
    district: z.string().nullable(), category: z.string().nullable(), searches: z.int(), empty: z.int(), words: z.array(z.string()),
  })),
  ...pageFields,
})
export type MissingSupply = z.infer<typeof missingSupply>

/**
 * `legs=<leg>:<alternative>` takes an alternative, `<leg>:none` leaves an optional leg out, `<leg>:any` includes it;
 * `options=<leg>:<minutes>`; `starts=<leg>:<time>` pins a start; `resources=<leg>:<resource>` asks for a person;
 * `wishes=<leg>:<female|male|language>` for somebody like that, and for nobody else with a `!` at the end.
 */
export const slotsQuery = z.object({
  from: nearDay,
  days: z.coerce.number().int().min(1).max(62).default(31),
  district: districtId.optional(),
  addressId: id.optional(),
  persons: z.coerce.number().int().min(1).max(200).default(1),
  legs: list(z.string().regex(/^[0-9a-f-]{36}:([0-9a-f-]{36}|none|any)$/)).default([]),
  options: list(z.string().regex(/^[0-9a-f-]{36}:\d{1,4}$/)).default([]),
  starts: list(z.string().regex(/^[0-9a-f-]{36}:(19|2\d)\d{2}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/)).default([]),
  resources: list(z.string().regex(/^[0-9a-f-]{36}:[0-9a-f-]{36}$/)).default([]),
  wishes: list(z.string().regex(/^[0-9a-f-]{36}:(female|male|[a-z]{2,3})!?$/)).default([]),
})

const slotResource = z.object({ id, kind: z.enum(['worker', 'vehicle', 'venue']), name: localText, rating: z.number().nullable() })

/** Why a leg closes a day: see `Why` in shared/slot.ts for the codes. */
export const why = z.object({
  code: z.enum(whyCodes),
  /** The leg; of two that do not go together, both in their order. */
  legIds: z.array(id),
  /** The first (`notice`) or the last (`horizon`) start that can be had. */
  at: instant.optional(),
})

export const slotLeg = z.object({
  legId: id,
  alternativeId: id,
  start: instant,
  end: instant,
  place: z.enum(['home', 'venue', 'on_the_way']),
  districtId,
  sessionId: id.nullable(),
  provider: localText,
  /** Who would come; the hold may assign others of the same skill. */
  resources: z.array(slotResource),
  shareAmount: amount,
})
export const slot = z.object({ start: instant, end: instant, amount, part: dayPart, legs: z.array(slotLeg) })
export const slotsAnswer = z.object({
  zone: z.string(),
  currency,
  days: z.array(z.object({
    date: day,
    /** How many starts the day has; 0: closed. */
    count: z.int(),
    parts: z.array(dayPart),
    /** The times with who would come when; only where `days` ≤ 7 was asked for. */
    times: z.array(slot).optional(),
    /** Of a closed day: for each leg of a smallest set without which it would open, why. */
    why: z.array(why).optional(),
  })),
  /** Where no day has a start: a smallest set of legs without which one would, and why. */
  explanation: z.object({ legIds: z.array(id), why: z.array(why.extend({ days: z.int() })) }).optional(),
  /** And what could be asked instead. Each has been tried: `query`, asked as it is, has `first` as its answer. */
  relaxations: z.array(z.object({
    kind: z.enum(relaxationKinds),
    /** The legs that change; none where the whole bundle moves. */
    legIds: z.array(id),
    query: z.object({
      from: day,
      days: z.literal(1),
      legs: z.array(z.string()),
      options: z.array(z.string()),
      starts: z.array(z.string()),
      resources: z.array(z.string()),
      wishes: z.array(z.string()),
    }),
    first: slot,
    /** What it costs more, or less, than what was asked for. */
    amountDifference: z.int(),
  })).optional(),
})
export type SlotsAnswer = z.infer<typeof slotsAnswer>

export const workerWish = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('gender'), value: z.enum(['female', 'male']), must: z.boolean() }),
  z.strictObject({ kind: z.literal('language'), value: z.string().regex(/^[a-z]{2,3}$/), must: z.boolean() }),
])

export const quoteBody = z.strictObject({
  slug,
  districtId: districtId.optional(),
  addressId: id.optional(),
  persons: z.int().min(1).max(200).default(1),
  legs: z.array(z.strictObject({
    legId: id,
    include: z.boolean().default(true),
    alternativeId: id.optional(),
    minutes: z.int().min(15).max(1440).optional(),
    resourceId: id.optional(),
    wishes: z.array(workerWish).max(6).optional(),
  })).max(20).default([]),
  /** Start of each included leg. */
  starts: z.array(z.strictObject({ legId: id, start: nearInstant })).min(1).max(20),
}).refine(body => (body.districtId === undefined) !== (body.addressId === undefined), { error: 'district_or_address', path: ['districtId'] })
export type QuoteBody = z.output<typeof quoteBody>

export const quoteLeg = z.object({
  legId: id,
  alternativeId: id,
  title: localText,
  provider: localText,
  start: instant,
  end: instant,
  zone: z.string(),
  place: z.enum(['home', 'venue', 'on_the_way']),
  districtId,
  required: z.boolean(),
  instant: z.boolean(),
  shareAmount: amount,
  taxAmount: amount,
  tax: taxTreatment,
  policyId: z.enum(['flexible', 'moderate', 'strict', 'custom']),
  /** Who would come; the hold keeps them where they are still free. */
  resources: z.array(slotResource),
  refunds: z.array(z.object({ until: instant.nullable(), refundBps: z.int(), amount })),
})
export const quoteAnswer = z.object({
  id,
  slug,
  expiresAt: instant,
  currency,
  amount,
  listAmount: amount,
  persons: z.int(),
  districtId,
  methods: paymentMethods,
  legs: z.array(quoteLeg),
})
export type QuoteAnswer = z.infer<typeof quoteAnswer>
