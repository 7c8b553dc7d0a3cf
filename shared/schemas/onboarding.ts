import { z } from 'zod'
import { checklist, paperKindNames, paperStates, providerStatuses } from '../onboarding.ts'
import { day, districtId, id, instant, lastDay, line, lines, localText, slug } from './common.ts'
import { page, pageFields, pageOf } from './paging.ts'
import { keptFile } from './files.ts'

/** One line that may be empty: a draft lacks what only its submission needs. */
const maybeLine = (max: number) => z.string().trim().max(max).refine(text => !/\p{Cc}/u.test(text), { error: 'control_character' })
const twoLanguages = (max: number) => z.object({ zh: maybeLine(max), en: maybeLine(max) })

export const providerQuery = z.object({ providerId: id.optional() })

export const providerBody = z.object({
  name: twoLanguages(80).refine(({ zh, en }) => zh !== '' || en !== '', { error: 'missing' }),
  /** IANA zone of who asks; the city's own counts where it has one. */
  zone: line(64),
})

/** What was seen: of two who change a provider at once the slower is told. */
const revision = z.int().min(1).max(2_147_483_647)

export const profileBody = z.object({
  providerId: id,
  revision,
  name: twoLanguages(80).refine(({ zh, en }) => zh !== '' || en !== '', { error: 'missing' }),
  summary: z.object({ zh: lines(600), en: lines(600) }),
  foundedYear: z.int().min(1800).max(2100).nullable(),
  contact: z.object({ name: maybeLine(80), email: z.union([z.literal(''), z.email().max(254)]), phone: maybeLine(30) }),
  districtIds: z.array(districtId).max(100),
})
export type ProfileBody = z.output<typeof profileBody>

export const paperBody = z.object({
  providerId: id,
  kind: z.enum(paperKindNames),
  number: line(60),
  /** Who it was issued to, as it says. */
  holder: line(120),
  validUntil: lastDay.nullable(),
  fileId: id,
})
export type PaperBody = z.output<typeof paperBody>

export const submissionBody = z.object({
  providerId: id,
  /** An answer to what was asked. */
  message: lines(1000).default(''),
})

const paper = z.object({
  id, kind: z.enum(paperKindNames), number: z.string(), holder: z.string(), validUntil: day.nullable(), state: z.enum(paperStates),
  createdAt: instant, file: keptFile,
})

export const providerEvents = ['submit', 'change_papers', 'take_back', 'take_back_asked', 'approve', 'ask_more', 'reject', 'refuse_change', 'suspend', 'lift'] as const

export const onboarding = z.object({
  providerId: id,
  slug,
  status: z.enum(providerStatuses),
  review: z.enum(['waiting', 'asked']).nullable(),
  revision: z.int(),
  name: localText,
  summary: localText,
  foundedYear: z.int().nullable(),
  contact: z.object({ name: z.string(), email: z.string(), phone: z.string() }),
  zone: z.string(),
  districtIds: z.array(districtId),
  papers: z.array(paper),
  missing: z.array(z.enum(checklist)),
  mayEdit: z.boolean(),
  maySubmit: z.boolean(),
  /** What happened, newest first. */
  events: z.array(z.object({ id, event: z.enum(providerEvents), actor: z.enum(['provider', 'operator']), reason: z.string(), at: instant })),
})

export const verifications = pageOf(z.object({
  providerId: id, name: localText, status: z.enum(providerStatuses), since: instant, papers: z.int(),
}))

export const verification = onboarding.extend({
  createdAt: instant,
  members: z.array(z.object({ name: z.string(), email: z.string().nullable(), role: z.enum(['owner', 'manager', 'worker']) })),
  /** What can be decided now. */
  decisions: z.array(z.enum(['approve', 'ask_more', 'reject', 'suspend', 'lift'])),
})

export const decisionBody = z.object({
  decision: z.enum(['approve', 'ask_more', 'reject']),
  /** What the provider is told. */
  reason: lines(1000).default(''),
  /** What was looked at: a provider that changed since is looked at again. */
  revision,
}).refine(({ decision, reason }) => decision === 'approve' || reason !== '', { error: 'missing', path: ['reason'] })
export type DecisionBody = z.output<typeof decisionBody>

export const suspensionBody = z.object({
  reason: lines(1000).refine(text => text !== '', { error: 'missing' }),
  /** What is booked: served all the same, or by somebody else. */
  bookings: z.enum(['keep', 'substitute']),
})
export type SuspensionBody = z.output<typeof suspensionBody>
export const liftBody = z.object({ reason: lines(1000).default('') })
export type LiftBody = z.output<typeof liftBody>

export const providersQuery = z.object({ q: line(80).optional(), status: z.enum(providerStatuses).optional(), page })
export const providersAnswer = z.object({
  rows: z.array(z.object({
    providerId: id, name: localText, status: z.enum(providerStatuses), review: z.enum(['waiting', 'asked']).nullable(), createdAt: instant,
  })),
  ...pageFields,
})
