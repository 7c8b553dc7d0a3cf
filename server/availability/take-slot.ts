import type { LegChoice } from '#shared/slot.ts'
import { chooseLegs, type Bundle } from '../catalog/index.ts'
import { now } from '../platform/clock.ts'
import type { Tx } from '../platform/database.ts'
import { buildProblem, legsInDistrict, supplyQueryOf, type BuiltProblem, type Request } from './build-problem.ts'
import { expiredLegsOn, lockResources } from './claims.ts'
import { fail } from './errors.ts'
import { pinsOf } from './find-slots.ts'
import type { Problem } from './model.ts'
import { preferenceBy } from './preference.ts'
import { loadSupply } from './queries.ts'
import { solverOf, witnessAt } from './slots.ts'
import { horizonOf, msOf } from './zone.ts'

const DAY_MS = 86_400_000

export interface AssignAtOptions {
  bundle: Bundle
  districtId: string
  persons: number
  choices: readonly LegChoice[]
  /** The start of every leg that is taken, ISO 8601 in UTC. */
  starts: Readonly<Record<string, string>>
  /**
   * Drops unpaid holds whose time is up, given their booking legs: booking owns them. It may leave some (their booking is locked); those
   * count as live.
   */
  dropExpired: (tx: Tx, bookingLegIds: string[]) => Promise<void>
}

/** One leg as it was assigned: what to write into the booking leg, and what to claim. */
export interface AssignedLeg {
  legId: string
  alternativeId: string
  start: Date
  end: Date
  /** Service time and buffers. */
  claim: { from: Date, to: Date }
  districtId: string
  resourceIds: string[]
  sessionId: string | null
  /** Places in the class; 0 where it is none. */
  seats: number
  shareAmount: number
}

/**
 * Assigns people and places at chosen starts, anew and under lock: locks all who could serve in the one global order, has their expired
 * holds dropped, reads what is left, and solves again, the ways to the neighbouring claims included. What it answers stays true until the
 * transaction ends, so `insertClaims` after it is refused only by somebody who wrote without the lock.
 *
 * @throws {DomainError} `slot_taken` where no assignment exists at these starts; `choice_invalid`, `district_not_served` for wishes that
 * cannot be
 */
export async function assignAt(tx: Tx, options: AssignAtOptions): Promise<AssignedLeg[]> {
  const request = requestAt(options, (await now(tx)).getTime())
  return await assignRequest(tx, { request, dropExpired: options.dropExpired })
}

export interface AssignRequestOptions extends Pick<AssignAtOptions, 'dropExpired'> {
  /** Every leg is pinned. */
  request: Request
  /** Booking legs whose own claims do not count. */
  ignoreLegIds?: readonly string[]
}

export async function assignRequest(tx: Tx, { request, dropExpired, ignoreLegIds = [] }: AssignRequestOptions): Promise<AssignedLeg[]> {
  const horizon = horizonOf(request.from - DAY_MS, lastEnd(request) + DAY_MS)
  const open = request.legs.filter(({ leg }) => !request.fixed?.has(leg.id))
  const supplyQuery = { ...supplyQueryOf(open, horizon), ignoreLegIds }
  const before = buildProblem(request, await loadSupply(tx, supplyQuery), horizon)
  const eligible = { resourceIds: before.problem.resources.map(({ id }) => id), sessionIds: sessionsOf(before.problem) }
  await lockResources(tx, eligible)
  const expired = await expiredLegsOn(tx, { ...eligible, from: new Date(supplyQuery.from), to: new Date(supplyQuery.to) })
  if (expired.length > 0) await dropExpired(tx, expired)

  // A new statement sees what those who held the locks before us have committed.
  const built = buildProblem(request, await loadSupply(tx, { ...supplyQuery, expiredCounts: true }), horizon)
  const witness = witnessAt(solverOf(built.problem), built.problem.window.start, preferenceBy(built.problem))
  if (!witness) throw fail('slot_taken')
  return witness.legs.filter(({ legId }) => !request.fixed?.has(legId)).map(leg => ({
    legId: leg.legId,
    alternativeId: leg.alternativeId,
    start: dateOf(built, leg.start),
    end: dateOf(built, leg.end),
    claim: { from: dateOf(built, leg.claim.start), to: dateOf(built, leg.claim.end) },
    districtId: districtOf(request, leg.legId, leg.alternativeId),
    resourceIds: leg.resources.flat().map(position => built.resources[position]!.id),
    sessionId: leg.sessionId,
    seats: leg.seats,
    shareAmount: leg.price,
  }))
}

function requestAt({ bundle, districtId, persons, choices, starts }: AssignAtOptions, at: number): Request {
  const legs = legsInDistrict(chooseLegs(bundle, { persons, legs: choices }), districtId)
  const pins = pinsOf(starts, legs.map(({ leg }) => leg.id))
  for (const { leg } of legs) if (!pins.has(leg.id)) throw fail('choice_invalid', { legId: leg.id, why: 'start_missing' })
  const firstStage = Math.min(...legs.map(({ leg }) => leg.stage))
  const from = pins.get(legs.find(({ leg }) => leg.stage === firstStage)!.leg.id)!
  return { bundle, legs, districtId, persons, choices, pins, now: at, from, to: from + 1 }
}

function lastEnd({ legs, pins }: Request): number {
  return Math.max(...legs.flatMap(({ leg, alternatives }) => alternatives.map(({ minutes }) => pins.get(leg.id)! + minutes * 60_000)))
}

/** The classes that begin at the leg's start. */
function sessionsOf({ stages, pins }: Problem): string[] {
  const ids = stages.flatMap(({ legs }) => legs).flatMap(({ id, alternatives }) => alternatives
    .flatMap(({ sessions }) => sessions ?? [])
    .filter(({ start }) => start === pins?.get(id))
    .map(session => session.id))
  return [...new Set(ids)]
}

function districtOf({ legs, districtId }: Request, legId: string, alternativeId: string): string {
  const chosen = legs.find(({ leg }) => leg.id === legId)?.alternatives.find(({ alternative }) => alternative.id === alternativeId)
  return chosen?.alternative.offering.venue?.districtId ?? districtId ?? ''
}

function dateOf({ problem }: BuiltProblem, tick: number): Date {
  return new Date(msOf(problem.horizon, tick))
}
