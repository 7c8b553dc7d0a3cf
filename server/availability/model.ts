/**
 * The joint slot problem as plain values: what a bundle is to the solver. Every time is a tick (a quarter of an hour) counted from the
 * horizon's origin; ranges are half-open. The shell makes a problem from rows, and turns the answer into instants.
 */
import type { Bitmap } from './bitmap.ts'
import type { TravelTable } from './travel.ts'
import type { Horizon, ZoneTable } from './zone.ts'

export interface Range {
  start: number
  end: number
}

/** Where something happens. Two places are the same where their keys are; `district` is a row of the travel table. */
export interface Place {
  key: string
  district: number
}

/** Time that a resource has already given away: service and buffers, at a place (none for remote work). */
export interface Claim extends Range {
  place: Place | null
}

export interface Resource {
  id: string
  /** A worker or a vehicle has to get from claim to claim; a venue stays where it is. */
  mobile: boolean
  /** Working time before claims. */
  free: Bitmap
  claims: readonly Claim[]
}

/** Why fewer are eligible than a requirement asks for: the last sieve that somebody fell through. */
export type Lack = 'skill' | 'area' | 'credential' | 'wish' | 'person'

/** `count` different resources of those eligible (their positions in `Problem.resources`), each for the whole leg. */
export interface Requirement {
  count: number
  eligible: readonly number[]
  /** Per eligible resource, its class: a lower one is preferred, whatever way or load. Absent: all alike. */
  rank?: readonly number[]
  /** Present where the eligible cannot be enough; `person` also where it is one who was asked for. */
  lack?: Lack | undefined
  /** Per eligible resource, the tick by which its service must have ended, as for a credential that runs out. Absent: no end. */
  until?: readonly number[]
}

/** A class with its own time; it has claimed its venue and its teacher already. */
export interface Session extends Range {
  id: string
  freeSeats: number
}

export interface Alternative {
  id: string
  place: Place | null
  /** Minor units of the bundle's currency. */
  price: number
  /** Service time. A leg of sessions has the sessions' own length instead. */
  duration: number
  bufferBefore: number
  bufferAfter: number
  /** The starts that notice and horizon of the offering leave: a start lies in [earliest, latest]. */
  earliest: number
  latest: number
  /** Blackout dates: the service may not touch them. */
  closed: readonly Range[]
  requirements: readonly Requirement[]
  /** Present for a leg whose starts are those of class sessions with at least `seats` free. */
  sessions: readonly Session[] | null
  seats: number
}

export interface Leg {
  id: string
  /** In the order of the bundle; of two that end together, the first is taken. */
  alternatives: readonly Alternative[]
}

/**
 * Binds a stage's start to the end of the stage before: between `gap.min` and `gap.max` ticks later, on top of the recipient's own way
 * between the two places; and, with `days`, on the `min`-th to `max`-th day after the day on which the stage before ended (0: the same
 * day), at a time when the clock is in the window. A window past midnight ends beyond 1440 and belongs to the day on which it began. A
 * stage
 * that ends at midnight ended on the day before it.
 */
export interface Rule {
  gap: { min: number, max: number }
  days: { min: number, max: number, window: ClockWindow } | null
}

/** Minutes after midnight on the wall clock, half-open. */
export interface ClockWindow {
  from: number
  to: number
}

/** Legs that start together; the stage ends when the longest of them does. The rule of the first stage binds nothing. */
export interface Stage {
  rule: Rule
  legs: readonly Leg[]
}

export interface Problem {
  horizon: Horizon
  /** The clock of the place of service: days, windows and parts of the day are its. */
  zone: ZoneTable
  travel: TravelTable
  resources: readonly Resource[]
  /** Optional legs that are left out are not in it: see `withoutLegs`. */
  stages: readonly Stage[]
  /** The bundle starts in this range. */
  window: Range
  /** Starts that the resident has fixed, by leg. */
  pins?: ReadonlyMap<string, number>
}

/**
 * Leaves out optional legs. A stage that has lost its last leg takes its rule with it: its successor's rule counts from the stage before.
 */
export function withoutLegs(stages: readonly Stage[], left: ReadonlySet<string>): Stage[] {
  return stages
    .map(({ rule, legs }) => ({ rule, legs: legs.filter(({ id }) => !left.has(id)) }))
    .filter(({ legs }) => legs.length > 0)
}

export const WHOLE_DAY: ClockWindow = { from: 0, to: 1440 }

export interface WitnessLeg extends Range {
  legId: string
  alternativeId: string
  price: number
  place: Place | null
  /** What each resource gives: service time and buffers. */
  claim: Range
  /** Per requirement, positions in `Problem.resources`. */
  resources: readonly (readonly number[])[]
  sessionId: string | null
  seats: number
}

/** One way to carry out the whole bundle: the proof that a start can be offered. */
export interface Witness extends Range {
  price: number
  legs: readonly WitnessLeg[]
}
