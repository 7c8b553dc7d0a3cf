import { legsOf, type Draft, type DraftLeg } from '#shared/draft.ts'
import type { Check } from '#shared/schemas/composer.ts'

/** How an offering stands to the bundle into which it is put. */
export interface Standing {
  isPublished: boolean
  isVerified: boolean
  /** It is one's own, or its provider has agreed. */
  isAgreed: boolean
  currency: string
}

export interface Facts {
  publisherVerified: boolean
  currency: string
  /** By offering; one that is missing cannot be sold. */
  offerings: ReadonlyMap<string, Standing>
  /** Districts in which the required legs can be had. */
  districts: readonly string[]
  /** Keys of legs that nobody has the people, the room or the classes for. */
  unserved: readonly string[]
  /** On how many of the days to come it could be booked. */
  bookableDays: number
}

/** A bundle goes public when it can be booked on this many of the days that are looked at. */
export const daysNeeded = 3

const languages = ['zh', 'en'] as const

/** All that stands between a draft and its publication, in the order in which one would see to it. Nothing: it may go public. */
export function draftChecks(draft: Draft, facts: Facts): Check[] {
  const legs = legsOf(draft.stages)
  const isComplete = legs.length > 0 && legs.every(({ alternatives }) => alternatives.length > 0)
  return [
    ...(draft.scenario === null ? [{ code: 'scenario' as const }] : []),
    ...(['title', 'summary'] as const).flatMap(field => languages.filter(language => draft[field][language] === '')
      .map(language => ({ code: 'text' as const, field, language }))),
    ...descriptionChecks(draft),
    ...(legs.some(({ required }) => required) ? [] : [{ code: 'legs' as const }]),
    ...legs.flatMap(leg => legChecks(leg, draft)),
    ...draft.stages.flatMap(({ rule }, stage) => (isPossible(rule) ? [] : [{ code: 'rule' as const, stage }])),
    ...legs.flatMap(leg => offeringChecks(leg, facts)),
    ...(facts.publisherVerified ? [] : [{ code: 'verified' as const }]),
    ...facts.unserved.map(key => ({ code: 'resource' as const, key })),
    ...(isComplete && facts.districts.length === 0 ? [{ code: 'district' as const }] : []),
    ...(facts.bookableDays < daysNeeded ? [{ code: 'days' as const }] : []),
  ]
}

/** It may be missing, but not in one language alone. */
function descriptionChecks({ description }: Draft): Check[] {
  const missing = languages.filter(language => description[language] === '')
  return missing.length === 1 ? [{ code: 'text', field: 'description', language: missing[0]! }] : []
}

function legChecks({ key, title, alternatives, dependsOn, required }: DraftLeg, { stages }: Draft): Check[] {
  const leaned = legsOf(stages).find(leg => leg.key === dependsOn)
  return [
    ...languages.filter(language => title[language] === '').map(language => ({ code: 'leg_text' as const, key, language })),
    ...(alternatives.length === 0 ? [{ code: 'leg_empty' as const, key }] : []),
    // A required leg cannot lean on one that may be left out; nor may two lean on each other.
    ...(leaned && ((required && !leaned.required) || leansOn(leaned.key, key, stages)) ? [{ code: 'leg_order' as const, key }] : []),
  ]
}

function leansOn(key: string, on: string, stages: Draft['stages']): boolean {
  const legs = new Map(legsOf(stages).map(leg => [leg.key, leg.dependsOn]))
  const seen = new Set<string>()
  for (let at: string | null | undefined = key; at !== null && at !== undefined && !seen.has(at); at = legs.get(at)) {
    if (at === on) return true
    seen.add(at)
  }
  return false
}

function isPossible(rule: Draft['stages'][number]['rule']): boolean {
  if (rule?.kind === 'gap') return rule.max === null || rule.max >= rule.min
  if (rule?.kind === 'days') return rule.to >= rule.from && (rule.window === null || rule.window.to > rule.window.from)
  return true
}

function offeringChecks({ key, alternatives }: DraftLeg, { offerings, currency }: Facts): Check[] {
  return alternatives.flatMap(({ offeringId }): Check[] => {
    const own = offerings.get(offeringId)
    if (!own?.isPublished) return [{ code: 'offering', key, offeringId }]
    if (!own.isVerified) return [{ code: 'verified', key, offeringId }]
    if (!own.isAgreed) return [{ code: 'agreed', key, offeringId }]
    return own.currency === currency ? [] : [{ code: 'currency', key, offeringId }]
  })
}
