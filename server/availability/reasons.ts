import type { WhyCode } from '#shared/slot.ts'
import { andInto, clearRange, emptyBitmap, eroded, inAtLeast, meetIn, orInto, setRange, shifted } from './bitmap.ts'
import type { Bitmap } from './bitmap.ts'
import { opens, solverWithout } from './blockers.ts'
import type { Domains, Variant } from './domain.ts'
import type { Alternative, Leg, Problem, Requirement } from './model.ts'
import { around, filteredStages, type Combo } from './passes.ts'
import type { Solver } from './slots.ts'
import type { LocalDay } from './zone.ts'

/** Why a leg closes a day. `at`: the tick from which (`notice`), or up to which (`horizon`), it can be had. */
export interface Reason {
  code: WhyCode
  /** The leg; of two that do not go together, both in their order. */
  legIds: readonly string[]
  at?: number
}

/** Tells why a leg closes a day on which the bundle would open without it and `others`. */
export type Reasons = (blocker: { legId: string, others: readonly string[], day: LocalDay }) => Reason

/** The starts that a hurdle of an alternative leaves, as if it were the only one. */
interface Hurdle {
  code: WhyCode
  starts: Bitmap
}

/** An alternative at one length as if only the bundle's rules bound it, and the hurdles that bind it too. */
interface Trial {
  unbound: Variant
  /** The start that was wished for it, if one was: within it alone the hurdles are asked about. */
  pin: Bitmap | null
  hurdles: readonly Hurdle[]
  /** The starts that all hurdles leave. */
  domain: Bitmap
}

/**
 * Makes the teller of reasons of a problem; what it learns of a leg serves all days. A leg of a smallest set is judged with the set's
 * others left out, so that it alone stands in the way, by three questions: does a hurdle of its own (notice, blackout, nobody free …) take
 * all starts that the bundle's rules leave it; if not, do its neighbours' times take all that are left; if not, the same people are needed
 * twice.
 */
export function reasonsOf(solver: Solver): Reasons {
  const trials = new Map<string, readonly Trial[]>()

  function trialsOf(leg: Leg): readonly Trial[] {
    const found = trials.get(leg.id)
      ?? leg.alternatives.flatMap((alternative, rank) => trialsOfAlternative({ leg, alternative, rank, solver }))
    trials.set(leg.id, found)
    return found
  }
  const unboundOf: Domains = leg => trialsOf(leg).map(({ unbound }) => unbound)

  return ({ legId, others, day }) => {
    const { window } = solver.problem
    const rest = solverWithout(solver, others, { start: Math.max(day.start, window.start), end: Math.min(day.end, window.end) })
    const leg = legsOf(rest.problem).find(({ id }) => id === legId)!
    const ruled = startsOfLeg(rest.problem, unboundOf, leg)
    const hurdle = firstHurdle(trialsOf(leg), ruled)
    if (hurdle) return hurdle
    const left = startsOfLeg(rest.problem, own => (own.id === legId ? unboundOf(own) : solver.domainOf(own)), leg)
    const fits = trialsOf(leg).some(({ unbound, domain }) => meet(left.get(unbound), [domain]))
    const partner = partnerOf(rest, leg)
    if (!partner) return { code: 'busy', legIds: [legId] }
    return { code: fits ? 'shared' : ruleBetween(rest.problem, leg, partner), legIds: inOrder(rest.problem, leg, partner) }
  }
}

const legsOf = ({ stages }: Problem): Leg[] => stages.flatMap(({ legs }) => legs)
const stageOf = ({ stages }: Problem, leg: Leg): number => stages.findIndex(({ legs }) => legs.includes(leg))
const inOrder = (problem: Problem, ...legs: Leg[]): string[] => legsOf(problem).filter(leg => legs.includes(leg)).map(({ id }) => id)

/** Starts of a variant, and the span outside of which there are none. */
type Starts = Pick<Combo, 'live' | 'span'>

/** For each variant of the leg, its starts that lead through the whole bundle. */
function startsOfLeg(problem: Problem, domainOf: Domains, leg: Leg): Map<Variant, Starts> {
  const starts = new Map<Variant, Starts>()
  for (const { variants, live, span } of filteredStages(problem, domainOf)[stageOf(problem, leg)]!.combos) {
    const own = variants.find(variant => variant.leg.id === leg.id)!
    const known = starts.get(own)
    // The passes made these bitmaps for nobody else.
    starts.set(own, known ? { live: orInto(known.live, live, span), span: around(known.span, span) } : { live, span })
  }
  return starts
}

/**
 * The hurdle that closes the day: of the alternative's hurdles the one without which it would be open; where no single one is, the first
 * after which nothing is left. Of several alternatives, that of the one which comes the furthest. Null where one gets over all. Of a start
 * that was wished it is asked what is in the way just then; where the bundle's rules do not allow it at all, that is the `rule`.
 */
function firstHurdle(trials: readonly Trial[], ruled: ReadonlyMap<Variant, Starts>): Reason | null {
  let nearest: { code: WhyCode, alternative: Alternative, ahead: number } | null = null
  for (const { unbound, pin, hurdles, domain } of trials) {
    const starts = ruled.get(unbound)
    const wished = pin ? [pin] : []
    if (meet(starts, [domain])) return null
    if (!meet(starts, wished)) {
      nearest ??= { code: 'rule', alternative: unbound.alternative, ahead: Infinity }
      continue
    }
    const meetOf = (some: readonly Hurdle[]) => meet(starts, [...wished, ...some.map(own => own.starts)])
    const only = hurdles.findIndex(hurdle => meetOf(hurdles.filter(other => other !== hurdle)))
    const at = only >= 0 ? only : hurdles.findIndex((_, i) => !meetOf(hurdles.slice(0, i + 1)))
    const { code } = hurdles[Math.max(at, 0)]!
    const ahead = (only >= 0 ? 0 : hurdles.length) + hurdles.length - at
    if (!nearest || ahead < nearest.ahead) nearest = { code, alternative: unbound.alternative, ahead }
  }
  if (!nearest) return null
  const { code, alternative: { earliest, latest } } = nearest
  const at = code === 'notice' ? earliest : code === 'horizon' ? latest : undefined
  return { code, legIds: [trials[0]!.unbound.leg.id], ...(at !== undefined && { at }) }
}

/** Whether the starts, if there are any, have one in common with all of the sets. */
const meet = (starts: Starts | undefined, sets: readonly Bitmap[]): boolean =>
  starts !== undefined && meetIn([starts.live, ...sets], starts.span)

/** The nearest leg with which this one cannot be had, even if there were no others; null where it cannot be had alone. */
function partnerOf(rest: Solver, leg: Leg): Leg | null {
  const { problem } = rest
  const own = stageOf(problem, leg)
  const distance = (other: Leg): number => {
    const stage = stageOf(problem, other)
    return 2 * Math.abs(stage - own) + (stage > own ? 1 : 0)
  }
  const others = legsOf(problem).filter(other => other !== leg).sort((a, b) => distance(a) - distance(b))
  const opensWith = (...kept: Leg[]): boolean => {
    const left = legsOf(problem).filter(other => !kept.includes(other)).map(({ id }) => id)
    return opens(solverWithout(rest, left), problem.window)
  }
  if (others.length === 0 || (own === 0 && !opensWith(leg))) return null
  return others.find(other => !opensWith(leg, other)) ?? others[0]!
}

/** The rule of the later leg's stage, by its kind; legs of one stage start together. */
function ruleBetween(problem: Problem, one: Leg, other: Leg): WhyCode {
  const later = Math.max(stageOf(problem, one), stageOf(problem, other))
  if (stageOf(problem, one) === stageOf(problem, other)) return 'together'
  const { days, gap } = problem.stages[later]!.rule
  return days && gap.max === Infinity ? 'window' : 'gap'
}

function trialsOfAlternative(own: { leg: Leg, alternative: Alternative, rank: number, solver: Solver }): Trial[] {
  const { leg, alternative, rank, solver } = own
  const { problem } = solver
  const { ticks } = problem.horizon
  const lengths = new Set(alternative.sessions?.map(({ start, end }) => end - start) ?? [])
  if (lengths.size === 0) lengths.add(alternative.duration)
  return [...lengths].map((duration): Trial => {
    const starts = rangeOf(ticks, 0, ticks - duration + 1)
    const unbound: Variant = { leg, alternative, rank, duration, starts, requirements: [], sessions: null }
    const variant = solver.domainOf(leg).find(known => known.rank === rank && known.duration === duration)
    const hurdles = [...ownHurdles(alternative, { duration, problem })]
    const pin = problem.pins?.get(leg.id)
    for (const { count, starts: free, lack } of variant?.requirements ?? []) {
      hurdles.push({ code: lack === 'person' ? 'person' : 'busy', starts: inAtLeast(count, free, ticks / 32) })
    }
    return { unbound, pin: pin === undefined ? null : rangeOf(ticks, pin, pin + 1), hurdles, domain: variant?.starts ?? emptyBitmap(ticks) }
  })
}

const rangeOf = (ticks: number, from: number, to: number): Bitmap => setRange(emptyBitmap(ticks), from, to)

/** In the order in which one would ask: is it allowed then, is there a class, are there people, do they work then. */
function* ownHurdles(
  alternative: Alternative,
  { duration, problem }: { duration: number, problem: Problem },
): Generator<Hurdle> {
  const { ticks } = problem.horizon
  const { earliest, latest, closed, sessions, seats } = alternative
  yield { code: 'notice', starts: rangeOf(ticks, earliest, ticks) }
  yield { code: 'horizon', starts: rangeOf(ticks, 0, latest + 1) }
  const opened = rangeOf(ticks, 0, ticks)
  for (const { start, end } of closed) clearRange(opened, start - duration + 1, end)
  yield { code: 'blackout', starts: opened }
  if (sessions) {
    const own = sessions.filter(({ start, end }) => end - start === duration)
    const startsOf = (some: typeof own) => some.reduce((set, { start }) => setRange(set, start, start + 1), emptyBitmap(ticks))
    yield { code: 'no_session', starts: startsOf(own) }
    yield { code: 'session_full', starts: startsOf(own.filter(({ freeSeats }) => freeSeats >= seats)) }
  }
  for (const requirement of alternative.requirements) yield* hurdlesOfPeople(requirement, alternative, { duration, problem })
}

/** That there are enough, that their papers hold, and that they work then. Whether they are free then, the leg's domain says. */
function* hurdlesOfPeople(
  { count, eligible, until, lack }: Requirement,
  { bufferBefore, bufferAfter }: Alternative,
  { duration, problem }: { duration: number, problem: Problem },
): Generator<Hurdle> {
  const { ticks } = problem.horizon
  if (eligible.length < count) return yield { code: lack ?? 'skill', starts: emptyBitmap(ticks) }
  const qualified = eligible.map((_, i) => rangeOf(ticks, 0, Math.min((until?.[i] ?? Infinity) - duration + 1, ticks)))
  yield { code: 'credential', starts: inAtLeast(count, qualified, ticks / 32) }
  const length = bufferBefore + duration + bufferAfter
  const working = eligible.map((resource, i) => {
    return andInto(shifted(eroded(problem.resources[resource]!.free, length), bufferBefore), qualified[i]!)
  })
  yield { code: lack === 'person' ? 'person' : 'off', starts: inAtLeast(count, working, ticks / 32) }
}
