import { parseFlow } from './flow.ts'
import type { Alternative, Bundle, Leg } from './bundles.ts'
import { requirementsOf } from './catalogue.ts'
import { districtOf, travelMinutes } from './geography.ts'
import type { Resource } from './resources.ts'
import type { Session } from './sessions.ts'
import { addDays, at, dayOf, minuteOfDay, weekdayOf } from './time.ts'

export interface PlannedLeg {
  leg: Leg
  alternative: Alternative
  start: number
  end: number
  districtId: string
  resources: Resource[]
  session: Session | null
}

export interface Agenda {
  /** A way to carry out the bundle from this start, or null. Nothing is taken yet. */
  plan(bundle: Bundle, wish: { districtId: string, start: number, without: ReadonlySet<string>, persons: number }): PlannedLeg[] | null
  /** The same, in which one is asked before all others. */
  preferring(resource: Resource): Agenda
  /** Takes the time of all that was planned. */
  take(legs: readonly PlannedLeg[], persons: number): void
}

const MINUTE = 60_000
const STEP = 15 * MINUTE
/** The recipient's own way from leg to leg, in minutes, where they are at different places. */
const WAY = 60
/** Between two claims of somebody who travels; more than any way within the city proper. */
const APART = 120 * MINUTE

/** A plain planner for the bookings that the city has already: first fit, no second thoughts. */
export function createAgenda(resources: readonly Resource[], sessions: readonly Session[]): Agenda {
  const crews = Map.groupBy(resources, ({ provider }) => provider.id)
  const classes = Map.groupBy(sessions, ({ offering }) => offering.id)

  function serve(
    leg: Leg, { start, districtId, persons, taken }: { start: number, districtId: string, persons: number, taken: Set<Resource> },
  ): PlannedLeg | null {
    for (const alternative of leg.alternatives) {
      const { service, provider, id } = alternative.offering
      const place = service.place === 'venue' ? provider.home : districtId
      const end = start + service.minutes * MINUTE
      const planned: PlannedLeg = { leg, alternative, start, end, districtId: place, resources: [], session: null }
      if (alternative.blackouts.includes(dayOf(start))) continue
      if (service.classes) {
        const session = (classes.get(id) ?? []).find(other => other.start === start && other.freeSeats >= persons)
        if (session) return { ...planned, session }
        continue
      }
      const [before, after] = service.buffers ?? [0, 0]
      const chosen: Resource[] = []
      const enough = requirementsOf(service).every(({ kind, skill, count }) => {
        const able = (crews.get(provider.id) ?? []).filter(resource => resource.kind === kind
          && resource.skills.has(skill) && resource.districts.has(place)
          && !taken.has(resource) && !chosen.includes(resource) && isFree(resource, start - before * MINUTE, end + after * MINUTE))
        chosen.push(...able.slice(0, count))
        return able.length >= count
      })
      if (!enough) continue
      for (const resource of chosen) taken.add(resource)
      return { ...planned, resources: chosen }
    }
    return null
  }

  function plan(
    bundle: Bundle,
    { districtId, start, without, persons }: { districtId: string, start: number, without: ReadonlySet<string>, persons: number },
  ): PlannedLeg[] | null {
    const { rules } = parseFlow(bundle.seed.flow)
    const all: PlannedLeg[] = []
    let ended: PlannedLeg[] = []
    for (const [stage, rule] of rules.entries()) {
      const legs = bundle.legs.filter(({ id, flow }) => flow.stage === stage && !without.has(id))
      if (legs.length === 0) continue
      const starts = ended.length === 0 ? [start] : startsAfter(Math.max(...ended.map(({ end }) => end)), rule)
      const found = firstThatServes(starts, legs, { districtId, persons, before: ended })
      if (!found) return null
      all.push(...found)
      ended = found
    }
    return all
  }

  function firstThatServes(
    starts: Iterable<number>, legs: readonly Leg[],
    { districtId, persons, before }: { districtId: string, persons: number, before: readonly PlannedLeg[] },
  ): PlannedLeg[] | null {
    for (const start of starts) {
      const taken = new Set<Resource>(before.flatMap(({ resources: used, end }) => (start - end < APART ? used : [])))
      const served = legs.map(leg => serve(leg, { start, districtId, persons, taken }))
      const found = served.filter(leg => leg !== null)
      if (found.length === legs.length && reachable(before, found)) return found
    }
    return null
  }

  return {
    plan,
    preferring: first => createAgenda([first, ...resources.filter(resource => resource !== first)], sessions),
    take(legs, persons) {
      for (const { resources: used, session, start, end, alternative } of legs) {
        const [before, after] = alternative.offering.service.buffers ?? [0, 0]
        for (const resource of used) resource.busy.push({ start: start - before * MINUTE, end: end + after * MINUTE })
        if (session) session.freeSeats -= persons
      }
    },
  }
}

function reachable(before: readonly PlannedLeg[], next: readonly PlannedLeg[]): boolean {
  return before.every(from => next.every((to) => {
    const way = from.districtId === to.districtId && from.alternative.offering.service.place === 'home' && to.alternative.offering.service.place === 'home'
      ? 0
      : Math.min(WAY, travelMinutes(districtOf(from.districtId), districtOf(to.districtId)))
    return to.start - from.end >= way * MINUTE
  }))
}

function* startsAfter(end: number, rule: ReturnType<typeof parseFlow>['rules'][number]): Generator<number> {
  const day = dayOf(end)
  if (rule?.kind === 'days') {
    for (let offset = rule.from; offset <= rule.to; offset++) {
      const { from, to } = rule.window ?? { from: 8 * 60, to: 20 * 60 }
      for (let minute = from; minute < to; minute += 15) {
        const start = at(addDays(day, offset), minute)
        if (start >= end) yield start
      }
    }
    return
  }
  const last = Math.min(end + (rule?.max ?? 1440) * MINUTE, at(day, 22 * 60))
  const first = Math.ceil((end + (rule?.min ?? 0) * MINUTE) / STEP) * STEP
  for (let start = first; start <= last; start += STEP) yield start
}

function isFree({ shifts, off, busy, kind }: Resource, start: number, end: number): boolean {
  const weekday = weekdayOf(dayOf(start))
  const from = minuteOfDay(start)
  const to = from + (end - start) / MINUTE
  const margin = kind === 'venue' ? 0 : APART
  return shifts.some(shift => shift.weekday === weekday && shift.from <= from && to <= shift.to)
    && off.every(time => time.end <= start || end <= time.start)
    && busy.every(time => time.end + margin <= start || end + margin <= time.start)
}
