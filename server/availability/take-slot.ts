import type { LegChoice } from '#shared/slot.ts'
import { chooseLegs, type Bundle } from '../catalog/index.ts'
import type { Tx } from '../platform/database.ts'
import { buildProblem, legsInDistrict, supplyQueryOf, type BuiltProblem, type Request } from './build-problem.ts'
import { lockSupply } from './claims.ts'
import { fail } from './errors.ts'
import { pinsOf } from './find-slots.ts'
import { preferenceBy } from './preference.ts'
import { loadSupply, type Supply } from './queries.ts'
import { solverOf, witnessAt } from './slots.ts'
import { horizonOf, msOf } from './zone.ts'

const DAY_MS = 86_400_000

export interface AssignAtOptions {
  bundle: Bundle
  /** The transaction's time. */
  at: Date
  districtId: string
  persons: number
  choices: readonly LegChoice[]
  /** The start of every leg that is taken, ISO 8601 in UTC. */
  starts: Readonly<Record<string, string>>
  /** By leg, who was promised before: they are assigned where they still can be. */
  kept?: ReadonlyMap<string, readonly string[]>
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
  const request = requestAt(options, options.at.getTime())
  return await assignRequest(tx, { request, dropExpired: options.dropExpired })
}

export interface AssignRequestOptions extends Pick<AssignAtOptions, 'dropExpired'> {
  /** Every leg is pinned. */
  request: Request
  /** Booking legs whose own claims do not count. */
  ignoreLegIds?: readonly string[]
}

/** The same for a request that is at hand; of a booking that stands in part, the legs that move. */
export async function assignRequest(tx: Tx, { request, dropExpired, ignoreLegIds = [] }: AssignRequestOptions): Promise<AssignedLeg[]> {
  const horizon = horizonOf(request.from - DAY_MS, lastEnd(request) + DAY_MS)
  const open = request.legs.filter(({ leg }) => !request.fixed?.has(leg.id))
  const query = { ...supplyQueryOf(open, horizon, request.districtId), expiredCounts: true, ignoreLegIds }
  await lockSupply(tx, { ...query, starts: [...request.pins.values()].map(ms => new Date(ms)) })

  // A new statement sees what those who held the locks before us have committed.
  const supply = await loadSupply(tx, query)
  let built = buildProblem(request, supply, horizon)
  const expired = expiredLegsOf(request, built, supply)
  if (expired.length > 0) {
    await dropExpired(tx, expired)
    built = buildProblem(request, await loadSupply(tx, query), horizon)
  }
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

function requestAt({ bundle, districtId, persons, choices, starts, kept }: AssignAtOptions, at: number): Request {
  const legs = legsInDistrict(chooseLegs(bundle, { persons, legs: choices }), districtId)
  const pins = pinsOf(starts, legs.map(({ leg }) => leg.id))
  for (const { leg } of legs) if (!pins.has(leg.id)) throw fail('choice_invalid', { legId: leg.id, why: 'start_missing' })
  const firstStage = Math.min(...legs.map(({ leg }) => leg.stage))
  const from = pins.get(legs.find(({ leg }) => leg.stage === firstStage)!.leg.id)!
  return { bundle, legs, districtId, persons, choices, pins, kept, now: at, from, to: from + 1 }
}

function lastEnd({ legs, pins }: Request): number {
  return Math.max(...legs.flatMap(({ leg, alternatives }) => alternatives.map(({ minutes }) => pins.get(leg.id)! + minutes * 60_000)))
}

/** The booking legs of unpaid holds whose time is up, on whoever could serve and in the classes that begin at a leg's start. */
function expiredLegsOf({ pins }: Request, { resources }: BuiltProblem, { sessions }: Supply): string[] {
  const starts = new Set(pins.values())
  const onResources = resources.flatMap(({ claims }) => claims).flatMap(({ expiredLegId }) => expiredLegId ?? [])
  const inClasses = sessions.filter(({ start }) => starts.has(start)).flatMap(({ expiredLegIds }) => expiredLegIds)
  return [...new Set([...onResources, ...inClasses])].sort()
}

function districtOf({ legs, districtId }: Request, legId: string, alternativeId: string): string {
  const chosen = legs.find(({ leg }) => leg.id === legId)?.alternatives.find(({ alternative }) => alternative.id === alternativeId)
  return chosen?.alternative.offering.venue?.districtId ?? districtId ?? ''
}

function dateOf({ problem }: BuiltProblem, tick: number): Date {
  return new Date(msOf(problem.horizon, tick))
}
