import { z } from 'zod'
import { offeringIssues } from '../offering.ts'
import { maxTiers } from '../policy.ts'
import { amount, currency, districtId, id, instant, lines, localText, nearDay, skill } from './common.ts'
import { page, pageFields } from './paging.ts'

export const offeringStatus = z.enum(['draft', 'published', 'paused', 'archived'])
export type OfferingStatus = z.infer<typeof offeringStatus>

/** A text in both languages; in a draft one of them, or both, may be missing. */
const typedText = (max: number) => z.object({ zh: lines(max), en: lines(max) })
/** Quarters of an hour, as the solver counts. */
const minutes = (most: number) => z.int().multipleOf(15).min(15).max(most)
const code = z.string().regex(/^[a-z0-9]+([_-][a-z0-9]+)*$/).max(60)

/** All that a provider says of an offering. Amounts are minor units of its currency. */
const content = z.object({
  title: typedText(60),
  /** What a resident reads of it. */
  summary: typedText(600),
  /** Of the lower level. */
  categoryId: id.nullable(),
  place: z.enum(['home', 'venue', 'on_the_way']),
  venue: z.object({ districtId: districtId.or(z.literal('')), address: typedText(200) }).nullable(),
  /** Of the provider's districts; none: all. */
  districtIds: z.array(districtId).max(30),
  /** No worker or vehicle goes further from its own district than this many minutes; null: no limit. */
  reachMinutes: minutes(240).nullable(),
  /** `session`: places of class sessions in place of a time of one's own. */
  mode: z.enum(['time', 'session']),
  durationMinutes: minutes(720),
  durationOptions: z.array(minutes(720)).max(8),
  priceModel: z.enum(['fixed', 'per_hour', 'per_person', 'by_option']),
  priceAmount: amount.max(100_000_000).nullable(),
  /** Minutes → amount, for `by_option`. */
  priceOptions: z.record(z.string().regex(/^\d{2,3}$/), amount.max(100_000_000)),
  maxPersons: z.int().min(1).max(200),
  noticeMinutes: z.int().min(0).max(43_200),
  /** Days ahead; payments of some kinds cannot be given back later than that. */
  horizonDays: z.int().min(1).max(80),
  bufferBefore: z.int().min(0).max(240),
  bufferAfter: z.int().min(0).max(240),
  requirements: z.array(z.object({ kind: z.enum(['worker', 'vehicle', 'venue']), skill, count: z.int().min(1).max(20) })).max(6),
  requiredCredentials: z.array(code).max(8),
  instant: z.boolean(),
  elderFriendly: z.boolean(),
  policy: z.object({
    id: z.enum(['flexible', 'moderate', 'strict', 'custom']),
    tiers: z.array(z.object({ hoursBefore: z.int().min(0).max(720), refundBps: z.int().min(0).max(10_000) })).max(maxTiers),
  }),
  /** What is to be done, and answered at check-out. */
  tasks: z.array(typedText(120)).max(20),
  /** In their order; the first stands for the rest. */
  photos: z.array(z.object({ fileId: id, alt: typedText(160) })).max(8),
  openToPartners: z.boolean(),
  /** What a partner is offered to begin with, off the list price. */
  partnerPercentOffBps: z.int().min(0).max(10_000),
})
export type OfferingContent = z.output<typeof content>

const example: OfferingContent = {
  title: { zh: '日常保洁', en: 'Home cleaning' }, summary: { zh: '逐间打扫。', en: 'Room by room.' }, categoryId: null, place: 'home', venue: null,
  districtIds: [], reachMinutes: 45, mode: 'time', durationMinutes: 120, durationOptions: [], priceModel: 'per_hour', priceAmount: 5200,
  priceOptions: {}, maxPersons: 1, noticeMinutes: 240, horizonDays: 60, bufferBefore: 0, bufferAfter: 15,
  requirements: [{ kind: 'worker', skill: 'home-cleaning', count: 1 }], requiredCredentials: [], instant: true, elderFriendly: true,
  policy: { id: 'custom', tiers: [] }, tasks: [], photos: [], openToPartners: false, partnerPercentOffBps: 0,
}

const typedContent = content.superRefine((typed, context) => {
  for (const { path, code: message } of offeringIssues(typed)) context.addIssue({ code: 'custom', path: path.split('.'), message })
}).meta({ examples: [example] })

export const offeringsQuery = z.object({ providerId: id.optional(), status: offeringStatus.optional(), page })
export const offeringQuery = z.object({ providerId: id.optional() })

const offeringRow = z.object({
  id,
  status: offeringStatus,
  version: z.int(),
  title: localText,
  category: localText.nullable(),
  place: z.enum(['home', 'venue', 'on_the_way']),
  mode: z.enum(['time', 'session']),
  minutes: z.int(),
  priceModel: z.enum(['fixed', 'per_hour', 'per_person', 'by_option']),
  priceAmount: amount.nullable(),
  currency,
  openToPartners: z.boolean(),
  partnerPercentOffBps: z.int(),
  /** Published bundles with it. */
  bundleCount: z.int(),
  changedAt: instant,
})
export const offerings = z.object({
  providerId: id,
  /** By state, whatever was filtered. */
  counts: z.object({ draft: z.int(), published: z.int(), paused: z.int(), archived: z.int() }),
  rows: z.array(offeringRow),
  ...pageFields,
})

const offeringIssue = z.object({ path: z.string(), code: z.string() })

/** An offering as its provider keeps it. */
export const offering = z.object({
  id,
  providerId: id,
  status: offeringStatus,
  version: z.int(),
  /** To be sent back with a change: it says what was seen. */
  revision: z.int(),
  currency,
  changedAt: instant,
  content,
  /** Of its photos, where to find them; the links end after a while. */
  photoFiles: z.array(z.object({ fileId: id, width: z.int(), height: z.int(), url: z.string() })),
  /** What is missing before it can be published, in the order of the form. */
  missing: z.array(offeringIssue),
  /** Bundles that sell it. */
  bundles: z.array(z.object({ slug: z.string(), title: localText, status: offeringStatus })),
  /** Every version that could be booked, the newest first. */
  versions: z.array(z.object({ version: z.int(), madeAt: instant })),
})

export type Offering = z.infer<typeof offering>

export const offeringBody = z.strictObject({ providerId: id.optional(), content: typedContent })
export const offeringChange = z.strictObject({ revision: z.int().min(1).max(1_000_000_000), content: typedContent })
export const offeringMove = z.strictObject({ revision: z.int().min(1).max(1_000_000_000) })

/** What a provider can choose from when it describes an offering. */
export const offeringChoices = z.object({
  provider: z.object({ id, name: localText, slug: z.string(), rating: z.number().nullable(), ratingCount: z.int() }),
  zone: z.string(),
  currency,
  /** Of the share of each delivered part, in ten-thousandths. */
  commissionBps: z.int(),
  districtIds: z.array(districtId),
  /** Skills of its resources, with how many have them. */
  skills: z.array(z.object({ kind: z.enum(['worker', 'vehicle', 'venue']), skill: z.string(), count: z.int() })),
  /** Kinds of credentials that its workers hold. */
  credentials: z.array(z.string()),
})
export type OfferingChoices = z.infer<typeof offeringChoices>

const person = z.object({ id, name: localText })

/** Class sessions to come. */
export const sessions = z.object({
  rows: z.array(z.object({
    id,
    start: instant,
    end: instant,
    capacity: z.int(),
    taken: z.int(),
    teacher: localText.nullable(),
    room: localText.nullable(),
    /** Who would lose it. */
    bookings: z.array(z.object({ reference: z.string(), state: z.string(), seats: z.int() })),
  })),
  /** Who and what a session can take up. */
  teachers: z.array(person),
  rooms: z.array(person),
})
export type Sessions = z.infer<typeof sessions>
export const sessionsBody = z.strictObject({
  day: nearDay,
  /** After midnight, on the provider's clocks. */
  minute: z.int().multipleOf(15).min(0).max(1425),
  /** One a week, so many in all. */
  weeks: z.int().min(1).max(26).default(1),
  capacity: z.int().min(1).max(500),
  teacherId: id,
  roomId: id.nullable().default(null),
})
/** `taken`: the places that were taken when this was decided. */
export const sessionCancel = z.strictObject({ taken: z.int().min(0).max(500) })
