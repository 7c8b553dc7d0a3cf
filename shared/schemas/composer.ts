import { z } from 'zod'
import { draftLimits, legsOf } from '../draft.ts'
import { whyCodes } from '../slot.ts'
import { agreement } from './agreement.ts'
import { alternative, bundleDetail, leg } from './catalog.ts'
import { amount, currency, day, districtId, id, lines, localText, slug } from './common.ts'
import { page, pageOf } from './paging.ts'

const minutesOfWeek = z.int().min(0).max(10_080)
const clock = z.int().min(0).max(2880)
const rule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('gap'), min: minutesOfWeek, max: minutesOfWeek.nullable(), sameDay: z.boolean() }),
  z.strictObject({
    kind: z.literal('days'), from: z.int().min(0).max(30), to: z.int().min(0).max(30),
    window: z.strictObject({ from: clock, to: clock }).nullable(),
  }),
])
const text = (max: number) => z.strictObject({ zh: lines(max), en: lines(max) })
const key = z.string().regex(/^[a-z0-9]{1,12}$/)

export const draft = z.strictObject({
  scenario: slug.nullable(),
  title: text(80),
  summary: text(240),
  description: text(3000),
  stages: z.array(z.strictObject({
    rule: rule.nullable(),
    legs: z.array(z.strictObject({
      key,
      title: text(60),
      required: z.boolean(),
      dependsOn: key.nullable(),
      alternatives: z.array(z.strictObject({ offeringId: id, percentOffBps: z.int().min(0).max(10_000) })).max(draftLimits.alternatives),
    })).min(1).max(draftLimits.legs),
  })).max(draftLimits.stages),
})

/** Of a draft that somebody sends: its legs have names of their own, and lean on legs that are there. */
const draftBody = draft.refine(({ stages }) => {
  const legs = legsOf(stages)
  const keys = new Set(legs.map(leg => leg.key))
  return keys.size === legs.length && legs.length <= draftLimits.legs
    && stages.every((stage, at) => (stage.rule === null) === (at === 0))
    && legs.every(({ key: own, dependsOn, alternatives }) => (dependsOn === null || (dependsOn !== own && keys.has(dependsOn)))
      && new Set(alternatives.map(({ offeringId }) => offeringId)).size === alternatives.length)
}, { error: 'draft_inconsistent' })

const status = z.enum(['draft', 'published', 'paused', 'archived'])
const pausedWhy = z.enum(['by_hand', 'partner_left']).nullable()

/** An offering as somebody sees it who may put it into a bundle. */
export const offered = z.object({
  id,
  title: localText,
  provider: z.object({ id, name: localText }),
  /** Of who composes. */
  own: z.boolean(),
  category: localText,
  place: z.enum(['home', 'venue', 'on_the_way']),
  minutes: z.int(),
  /** Of the standard service for one person. */
  listAmount: amount,
  currency,
  /** What its provider offers partners to begin with. */
  percentOffBps: z.int(),
})
export type Offered = z.infer<typeof offered>

export const bundlesQuery = z.object({ providerId: id.optional(), page, partnered: page })
export const bundleList = z.object({
  own: pageOf(z.object({
    id, slug, title: localText, status, pausedWhy, hasDraft: z.boolean(), legCount: z.int(), partners: z.array(localText),
    changedAt: z.iso.datetime(),
  })),
  /** Those of others in which one serves a leg, or is asked to: one's own part of them, and nothing else. */
  partnered: pageOf(z.object({ id, title: localText, status, publisher: localText, offerings: z.array(localText), inForce: z.boolean() })),
})

export const newBundleBody = z.strictObject({ providerId: id.optional(), scenario: slug.nullable() })
export const bundleId = z.object({ id })
export const composed = z.object({
  id, slug, status, pausedWhy,
  providerId: id,
  revision: z.int(),
  /** Whether it has changes that are not published. */
  hasDraft: z.boolean(),
  wasPublished: z.boolean(),
  draft,
  offerings: z.array(offered),
  agreements: z.array(agreement),
})
export type Composed = z.infer<typeof composed>

const revision = z.int().min(1)
export const saveBody = z.strictObject({ revision, draft: draftBody })
export const saved = z.object({ revision: z.int() })
export const moveBody = z.strictObject({ revision })
/** Null: it was never public, and is gone. */
export const discarded = z.object({ revision: z.int().nullable() })

export const offeredQuery = z.object({ providerId: id.optional(), q: z.string().max(100).default('') })

export const checkCodes = ['scenario', 'text', 'legs', 'leg_text', 'leg_empty', 'leg_order', 'rule', 'offering', 'verified', 'agreed', 'currency', 'district',
  'resource', 'days'] as const
/** Something that stands between a draft and its publication. */
export const check = z.object({
  code: z.enum(checkCodes),
  /** Leg. */
  key: key.optional(),
  offeringId: id.optional(),
  stage: z.int().optional(),
  field: z.enum(['title', 'summary', 'description']).optional(),
  language: z.enum(['zh', 'en']).optional(),
})
export type Check = z.infer<typeof check>

export const previewBody = z.strictObject({ draft: draftBody })

/** What residents would see: as the page of a bundle, but that legs are named by their keys, and that there may be no scenario yet. */
const draftPage = bundleDetail.extend({
  scenario: z.object({ slug: z.string(), title: localText }),
  legs: z.array(leg.extend({ id: key, dependsOnLegId: key.nullable(), alternatives: z.array(alternative).min(1) })).min(1),
})

export const preview = z.object({
  /** What is still missing. */
  checks: z.array(check),
  bookable: z.object({
    days: z.array(z.object({ date: day, districts: z.int() })),
    districts: z.array(z.object({ id: districtId, days: z.int() })),
    limits: z.array(z.object({ keys: z.array(key), code: z.enum(whyCodes), days: z.int() })),
  }),
  /** Each leg by its first alternative, for one person; the total is that of the required ones. */
  price: z.object({
    currency,
    listAmount: amount,
    amount,
    /** Of the total, what is one's own. */
    ownAmount: amount,
    legs: z.array(z.object({ key, offeringId: id, own: z.boolean(), required: z.boolean(), listAmount: amount, shareAmount: amount,
      /** Of the total, in ten-thousandths; of the required legs they add up to 10,000. */
      partBps: z.int() })),
  }),
  /** Null until a required leg has a service. */
  page: draftPage.nullable(),
})
export type Preview = z.infer<typeof preview>
