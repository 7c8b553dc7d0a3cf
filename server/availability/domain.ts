import { andInto, clearRange, copyOf, emptyBitmap, eroded, hasBit, inAtLeast, setRange, shifted } from './bitmap.ts'
import type { Bitmap } from './bitmap.ts'
import type { Alternative, Leg, Place, Problem, Requirement, Session } from './model.ts'
import { blockClaim } from './travel.ts'

/** A requirement with the starts at which each of its eligible resources could serve. */
export interface OpenRequirement extends Requirement {
  /** One per eligible resource, in the same order. */
  starts: readonly Bitmap[]
}

/** An alternative at one length, with the starts that it has for itself alone. Sessions of different lengths make several variants. */
export interface Variant {
  leg: Leg
  alternative: Alternative
  /** The alternative's position in the leg. */
  rank: number
  duration: number
  starts: Bitmap
  requirements: readonly OpenRequirement[]
  /** The sessions of this length with enough seats, by start; null for what is not a class. */
  sessions: ReadonlyMap<number, readonly Session[]> | null
}

/** Resources' free time and possible starts, computed once per place and length however many legs ask. */
interface FreeTime {
  startsOf: (resource: number, at: { place: Place | null, length: number, bufferBefore: number }) => Bitmap
}

function freeTimeOf(problem: Problem): FreeTime {
  const free = new Map<string, Bitmap[]>()
  const starts = new Map<string, Bitmap[]>()

  function freeAt(resource: number, place: Place | null): Bitmap {
    const { mobile, free: working, claims } = problem.resources[resource]!
    const known = listAt(free, mobile && place ? `${place.key} ${place.district}` : '')
    const found = known[resource]
    if (found) return found
    const bitmap = copyOf(working)
    for (const claim of claims) blockClaim(bitmap, claim, { table: problem.travel, place, mobile })
    known[resource] = bitmap
    return bitmap
  }

  return {
    startsOf(resource, { place, length, bufferBefore }) {
      const known = listAt(starts, `${length} ${bufferBefore} ${place ? `${place.key} ${place.district}` : ''}`)
      const found = known[resource]
      if (found) return found
      const whole = eroded(freeAt(resource, place), length)
      const bitmap = bufferBefore === 0 ? whole : shifted(whole, bufferBefore)
      known[resource] = bitmap
      return bitmap
    },
  }
}

function listAt(lists: Map<string, Bitmap[]>, key: string): Bitmap[] {
  let list = lists.get(key)
  if (!list) {
    list = []
    lists.set(key, list)
  }
  return list
}

/** The variants of a leg, computed once however often a problem is asked with other legs left out. */
export type Domains = (leg: Leg) => readonly Variant[]

export function domainsOf(problem: Problem): Domains {
  const freeTime = freeTimeOf(problem)
  const known = new Map<string, readonly Variant[]>()
  return (leg) => {
    const found = known.get(leg.id) ?? variantsOf(leg, problem, freeTime)
    known.set(leg.id, found)
    return found
  }
}

/** A leg's domain: its alternatives at each of their lengths, with the starts that rules of the offering and free resources leave. */
function variantsOf(leg: Leg, problem: Problem, freeTime: FreeTime): Variant[] {
  const pin = problem.pins?.get(leg.id)
  return leg.alternatives.flatMap((alternative, rank) => {
    const lengths = alternative.sessions ? sessionsByLength(alternative) : new Map([[alternative.duration, null]])
    return [...lengths].map(([duration, sessions]): Variant => {
      const starts = permittedStarts(alternative, { duration, sessions, pin, ticks: problem.horizon.ticks })
      const requirements = alternative.requirements.map((requirement) => openRequirement(requirement, alternative, duration, freeTime))
      for (const { count, starts: own } of requirements) andInto(starts, inAtLeast(count, own, starts.length))
      return { leg, alternative, rank, duration, starts, requirements, sessions }
    })
  })
}

function openRequirement(requirement: Requirement, alternative: Alternative, duration: number, freeTime: FreeTime): OpenRequirement {
  const { place, bufferBefore, bufferAfter } = alternative
  const length = bufferBefore + duration + bufferAfter
  const starts = requirement.eligible.map((resource, index) => {
    const own = freeTime.startsOf(resource, { place, length, bufferBefore })
    const until = requirement.until?.[index]
    return until === undefined || until >= own.length * 32 ? own : clearRange(copyOf(own), until - duration + 1, own.length * 32)
  })
  return { ...requirement, starts }
}

/** The starts that notice, horizon, blackouts, sessions and a pin leave, whoever serves. */
function permittedStarts(
  alternative: Alternative,
  options: { duration: number, sessions: ReadonlyMap<number, readonly Session[]> | null, pin: number | undefined, ticks: number },
): Bitmap {
  const { duration, sessions, pin, ticks } = options
  const starts = emptyBitmap(ticks)
  if (sessions) for (const start of sessions.keys()) setRange(starts, start, start + 1)
  else setRange(starts, 0, ticks)
  clearRange(starts, ticks - duration + 1, ticks)
  clearRange(starts, 0, alternative.earliest)
  clearRange(starts, alternative.latest + 1, ticks)
  for (const { start, end } of alternative.closed) clearRange(starts, start - duration + 1, end)
  if (pin === undefined) return starts
  const pinned = emptyBitmap(ticks)
  if (hasBit(starts, pin)) setRange(pinned, pin, pin + 1)
  return pinned
}

function sessionsByLength({ sessions, seats }: Alternative): Map<number, Map<number, Session[]>> {
  const lengths = new Map<number, Map<number, Session[]>>()
  for (const session of sessions ?? []) {
    if (session.freeSeats < seats) continue
    const length = session.end - session.start
    const byStart = lengths.get(length) ?? new Map<number, Session[]>()
    lengths.set(length, byStart)
    byStart.set(session.start, [...(byStart.get(session.start) ?? []), session])
  }
  return lengths
}
