import { policyIssues } from './policy.ts'
import type { OfferingContent, OfferingStatus } from './schemas/offerings.ts'

/** What is wrong with what a provider typed. `path` is the field's, `code` names the sentence. */
export interface OfferingIssue {
  path: string
  code: string
}

/** The events in an offering's life. */
export type OfferingEvent = 'publish' | 'pause' | 'resume' | 'archive'

/** THE table: the life of an offering. What is archived stays for those who booked it, and comes back as nothing. */
export const offeringMoves = [
  { event: 'publish', from: 'draft', to: 'published' },
  { event: 'pause', from: 'published', to: 'paused' },
  { event: 'resume', from: 'paused', to: 'published' },
  { event: 'archive', from: 'draft', to: 'archived' },
  { event: 'archive', from: 'published', to: 'archived' },
  { event: 'archive', from: 'paused', to: 'archived' },
] as const satisfies readonly { event: OfferingEvent, from: OfferingStatus, to: OfferingStatus }[]

/** The state that an event leads to; undefined where there is none. */
export const nextOfferingStatus = (status: OfferingStatus, event: OfferingEvent): OfferingStatus | undefined =>
  offeringMoves.find(move => move.event === event && move.from === status)?.to

/** What is archived is only looked at. */
export const mayChange = (status: OfferingStatus): boolean => status !== 'archived'

/** The minutes that can be chosen, ascending. */
export const lengthsOf = ({ durationMinutes, durationOptions }: Pick<OfferingContent, 'durationMinutes' | 'durationOptions'>): number[] =>
  (durationOptions.length > 0 ? durationOptions.toSorted((a, b) => a - b) : [durationMinutes])

type Rule = (content: OfferingContent) => OfferingIssue[]

const issue = (holds: boolean, path: string, code: string): OfferingIssue[] => (holds ? [] : [{ path, code }])
const isUnique = (values: readonly unknown[]): boolean => new Set(values).size === values.length

/** What must hold of a draft too: what contradicts itself is not kept. */
const rules: readonly Rule[] = [
  ({ durationOptions }) => issue(isUnique(durationOptions), 'durationOptions', 'durations_repeat'),
  ({ durationMinutes, durationOptions }) =>
    issue(durationOptions.length === 0 || durationOptions.includes(durationMinutes), 'durationMinutes', 'duration_not_offered'),
  content => issue(Object.keys(content.priceOptions).every(minutes => lengthsOf(content).includes(Number(minutes))),
    'priceOptions', 'price_without_duration'),
  ({ place, venue }) => issue(place === 'venue' || venue === null, 'venue', 'venue_elsewhere'),
  ({ mode, place }) => issue(mode === 'time' || place === 'venue', 'place', 'class_at_venue'),
  ({ mode, durationOptions }) => issue(mode === 'time' || durationOptions.length === 0, 'durationOptions', 'class_has_one_length'),
  ({ mode, requirements }) => issue(mode === 'time' || requirements.length === 0, 'requirements', 'class_needs_session'),
  ({ noticeMinutes, horizonDays }) => issue(noticeMinutes < horizonDays * 1440, 'noticeMinutes', 'notice_beyond_horizon'),
  ({ requirements }) => issue(isUnique(requirements.map(({ kind, skill }) => `${kind} ${skill}`)), 'requirements', 'need_repeats'),
  ({ requiredCredentials }) => issue(isUnique(requiredCredentials), 'requiredCredentials', 'credential_repeats'),
  ({ districtIds }) => issue(isUnique(districtIds), 'districtIds', 'district_repeats'),
  ({ photos }) => issue(isUnique(photos.map(({ fileId }) => fileId)), 'photos', 'photo_repeats'),
  ({ policy }) => policyIssues(policy).map(({ path, code }) => ({ path: `policy.${path}`, code })),
]

export const offeringIssues = (content: OfferingContent): OfferingIssue[] => rules.flatMap(rule => rule(content))

/** What else a publication depends on. */
export interface PublishFacts {
  /** Whether its category is one of the lower level. */
  isLeaf: boolean
  providerVerified: boolean
  /** Class sessions to come that are not cancelled. */
  sessions: number
  /** For each requirement in their order, how many of the provider's resources could meet it somewhere. */
  able: readonly number[]
}

type Need = (content: OfferingContent, facts: PublishFacts) => OfferingIssue[]

/** THE table: what a publication needs, in the order of the form. Everything that is missing is said at once. */
const needs: readonly Need[] = [
  ({ title }) => issue(title.zh !== '', 'title.zh', 'title_zh_missing'),
  ({ title }) => issue(title.en !== '', 'title.en', 'title_en_missing'),
  ({ summary }) => issue(summary.zh !== '', 'summary.zh', 'summary_zh_missing'),
  ({ summary }) => issue(summary.en !== '', 'summary.en', 'summary_en_missing'),
  ({ categoryId }, { isLeaf }) => issue(categoryId !== null && isLeaf, 'categoryId', 'category_missing'),
  ({ place, venue }) => issue(place !== 'venue' || (venue !== null && venue.districtId !== ''), 'venue.districtId', 'venue_missing'),
  ({ place, venue }) => issue(place !== 'venue' || (!!venue?.address.zh && !!venue.address.en), 'venue.address.zh', 'venue_address_missing'),
  content => issue(isPriced(content), 'priceAmount', 'price_missing'),
  ({ mode, requirements }) => issue(mode === 'session' || requirements.length > 0, 'requirements', 'needs_missing'),
  ({ requirements }, { able }) =>
    requirements.flatMap(({ count }, index) => issue((able[index] ?? 0) >= count, `requirements.${index}.skill`, 'needs_unmet')),
  ({ mode }, { sessions }) => issue(mode === 'time' || sessions > 0, 'mode', 'sessions_missing'),
  ({ tasks }) => issue(tasks.every(({ zh, en }) => zh !== '' && en !== ''), 'tasks', 'task_language_missing'),
  ({ photos }) => issue(photos.every(({ alt }) => alt.zh !== '' && alt.en !== ''), 'photos', 'photo_language_missing'),
  (_, { providerVerified }) => issue(providerVerified, '', 'provider_unverified'),
]

/** What is still missing before residents may see it. */
export const missingToPublish = (content: OfferingContent, facts: PublishFacts): OfferingIssue[] =>
  needs.flatMap(need => need(content, facts))

/** Every length has a price above nothing. */
function isPriced(content: OfferingContent): boolean {
  if (content.priceModel !== 'by_option') return (content.priceAmount ?? 0) > 0
  return lengthsOf(content).every(minutes => (content.priceOptions[String(minutes)] ?? 0) > 0)
}
