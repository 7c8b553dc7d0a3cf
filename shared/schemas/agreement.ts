import { z } from 'zod'
import { agreementStates, maxBlackouts } from '../agreement.ts'
import { amount, currency, day, id, instant, lines, localText, nearDay } from './common.ts'
import { page, pageOf } from './paging.ts'

const side = z.enum(['publisher', 'partner'])
const bps = z.int().min(0).max(10_000)

export const terms = z.object({
  /** Off the list price, in ten-thousandths. */
  percentOffBps: bps,
  /** The share is never less; null: no floor. */
  floorAmount: amount.nullable(),
  noticeMinutes: z.int(),
  blackoutDates: z.array(day),
  exitNoticeDays: z.int(),
})

const version = z.object({
  id, version: z.int(), status: z.enum(agreementStates), askedBy: side, terms,
  /** Of the offering's standard service for one person, at these terms. */
  shareAmount: amount,
  createdAt: instant, decidedAt: instant.nullable(), endsAt: instant.nullable(),
})

const party = z.object({ id, name: localText })

/** What a publisher and one of its partners agreed on, and are about to: read by these two alone. */
export const agreement = z.object({
  bundle: z.object({ id, title: localText, status: z.enum(['draft', 'published', 'paused', 'archived']) }),
  publisher: party,
  partner: party,
  offering: z.object({ id, title: localText }),
  /** Which of the two reads. */
  side,
  /** The publisher's. */
  zone: z.string(),
  currency,
  /** Of the standard service for one person. */
  listAmount: amount,
  inForce: version.nullable(),
  /** Terms that wait for an answer. */
  open: version.nullable(),
  last: version,
  waits: z.enum(['me', 'them']).nullable(),
  /** Of `open`, what differs from `inForce`. */
  changes: z.array(z.enum(['percentOffBps', 'floorAmount', 'noticeMinutes', 'blackoutDates', 'exitNoticeDays'])),
  history: z.array(z.object({
    version: z.int(), event: z.enum(['propose', 'counter', 'accept', 'decline', 'give_notice', 'end']), by: z.enum(['publisher', 'partner', 'system']),
    /** Of one's own people alone. */
    person: z.string().nullable(),
    note: z.string(), at: instant,
  })),
})

export type Agreement = z.infer<typeof agreement>

const termsBody = z.strictObject({
  percentOffBps: bps,
  floorAmount: z.int().min(0).max(100_000_000).nullable(),
  noticeMinutes: z.int().min(0).max(43_200),
  blackoutDates: z.array(nearDay).max(maxBlackouts).transform(days => [...new Set(days)].sort()),
  exitNoticeDays: z.int().min(0).max(180),
})
const note = lines(500).default('')

export const agreementsQuery = z.object({ providerId: id.optional(), page })
export const agreementList = pageOf(agreement)
export const proposalBody = z.strictObject({ providerId: id.optional(), bundleId: id, offeringId: id, terms: termsBody, note })
export const counterBody = z.strictObject({ providerId: id.optional(), terms: termsBody, note })
export const answerBody = z.strictObject({ providerId: id.optional(), note })
export const agreementId = z.object({ id })
