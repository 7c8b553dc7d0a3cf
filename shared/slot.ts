import type { LocalText } from './locale.ts'

export type DayPart = 'morning' | 'afternoon' | 'evening'

/** What a person decided about one leg; what they did not speak of stays open. */
export interface LegChoice {
  legId: string
  /** False leaves an optional leg out. */
  include: boolean
  alternativeId?: string | undefined
  /** One of the offering's durations. */
  minutes?: number | undefined
  /** A worker, vehicle or venue that the person asked for. */
  resourceId?: string | undefined
  /** What the person wishes of who comes. */
  wishes?: readonly WorkerWish[] | undefined
}

/** A gender, or a language (`zh`, `en`) that the worker speaks. With `must`, nobody else may come; else others come where none can. */
export type WorkerWish = { kind: 'gender', value: 'female' | 'male', must: boolean } | { kind: 'language', value: string, must: boolean }

/** What joint slots are asked for. Days are those of the place of service. */
export interface SlotQuery {
  from: string
  days: number
  /** Where the recipient is served at home. Null: any district that is served, and no ways; an upper bound. */
  districtId: string | null
  persons: number
  choices: readonly LegChoice[]
  /** Starts that are fixed, leg by leg, ISO 8601 in UTC. */
  starts?: Readonly<Record<string, string>> | undefined
}

/** Somebody or something that would come. The hold may take another of the same skill. */
export interface SlotResource {
  id: string
  kind: 'worker' | 'vehicle' | 'venue'
  name: LocalText
  rating: number | null
}

export interface SlotLeg {
  legId: string
  alternativeId: string
  /** ISO 8601 in UTC, half-open. */
  start: string
  end: string
  place: 'home' | 'venue' | 'on_the_way'
  districtId: string
  sessionId: string | null
  provider: LocalText
  resources: SlotResource[]
  /** Minor units of the bundle's currency. */
  shareAmount: number
}

/** One way to carry out the whole bundle. */
export interface Slot {
  start: string
  end: string
  /** The sum of the legs' shares. */
  amount: number
  part: DayPart
  legs: SlotLeg[]
}

/**
 * Why a leg closes a day. Its offering: `notice` too short, beyond its `horizon`, its provider's `blackout`, `no_session`, `session_full`.
 * Its people: none with the `skill`, none who serves the `area`, holds the `credential` or meets the `wish`; the `person` asked for cannot;
 * all are `off`, or `busy`. Two legs: no time with the `gap` or in the `window` that the bundle asks for, none at which both can start
 * `together`, or `shared` people. A fixed start that no `rule` allows. A day that is `past`.
 */
export const whyCodes = ['notice', 'horizon', 'blackout', 'no_session', 'session_full', 'skill', 'area', 'credential', 'wish', 'person', 'off', 'busy',
  'gap', 'window', 'together', 'shared', 'rule', 'past'] as const
export type WhyCode = typeof whyCodes[number]

export interface Why {
  code: WhyCode
  /** The leg; of two that do not go together, both in their order; none where the day is past. */
  legIds: string[]
  /** The first (`notice`) or the last (`horizon`) start that can be had, ISO 8601 in UTC. */
  at?: string | undefined
}

export interface SlotDay {
  date: string
  /** How many starts the day has; 0: closed. */
  count: number
  parts: DayPart[]
  times?: Slot[]
  /** Of a closed day, where it was asked for: one for each leg of a smallest set without which the day would open. */
  why?: Why[]
}

/**
 * Changes of a question that open a time: another `time` of the day or `part` of it, another `day`; one `leg` at another time while the
 * others stay; the `person` who was asked for or a hard `wish` given up; another `alternative`, one at a `venue` in another district,
 * another `duration`; an optional leg (and what depends on it) left out (`leave_out`).
 */
export const relaxationKinds = ['time', 'part', 'leg', 'person', 'wish', 'alternative', 'venue', 'duration', 'day', 'leave_out'] as const
export type RelaxationKind = typeof relaxationKinds[number]

/** A changed question with the slot that it opens: asked again as it is, it finds that slot. */
export interface Relaxation {
  kind: RelaxationKind
  /** The legs that change; none where the whole bundle moves. */
  legIds: string[]
  /** The day of the slot, in the zone of the place of service. */
  from: string
  choices: LegChoice[]
  /** The start of every leg. */
  starts: Record<string, string>
  first: Slot
  /** What the slot costs more (or less) than the bundle as it was asked for, each leg by its first alternative. Minor units. */
  amountDifference: number
}

/** Why an answer has no start at all. */
export interface Explanation {
  /** A smallest set of legs without which there would be one. */
  legIds: string[]
  /** For each of them why, the reason of the most days first. */
  why: (Why & { days: number })[]
}

export interface SlotCalendar {
  zone: string
  currency: string
  days: SlotDay[]
  /** Both where it was asked for and no day has a start. */
  explanation?: Explanation
  relaxations?: Relaxation[]
}

/** Before noon, before six, and after; minutes after midnight on the clock of the place of service. */
export function dayPartOf(minute: number): DayPart {
  if (minute < 720) return 'morning'
  return minute < 1080 ? 'afternoon' : 'evening'
}
