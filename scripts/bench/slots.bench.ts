import process from 'node:process'
import pg from 'pg'
import { z } from 'zod'
import { launch } from '../../sandbox/launch.ts'
import { eachRun } from '../../server/availability/bitmap.ts'
import { workingTime, type Override } from '../../server/availability/calendar.ts'
import { explainDays } from '../../server/availability/explain.ts'
import type { Claim, Leg, Place, Problem, Resource, Stage } from '../../server/availability/model.ts'
import { WHOLE_DAY } from '../../server/availability/model.ts'
import { offeredDays, offeredStarts, solverOf } from '../../server/availability/slots.ts'
import { travelTable, wayBetween } from '../../server/availability/travel.ts'
import { horizonOf, zoneTable } from '../../server/availability/zone.ts'
import { growCity } from './big-city.ts'
import { loadsInTurns, median, serveBytes, timesInTurns, type Bench, type Load } from './harness.ts'

const ZONE = 'Asia/Shanghai'
const DAYS = 60
const DAY_MS = 86_400_000
const LEGS = 4
const ELIGIBLE = 20
const HOME: Place = { key: 'home', district: 0 }
const DISTRICTS = 16

/** A chain of four home visits within three hours of each other, twenty workers each, two claims a working day on every worker. */
function problemOfSize({ shared = false, eligible = ELIGIBLE, days = DAYS, away = false }: {
  shared?: boolean
  eligible?: number
  days?: number
  /** Whether all workers of the last leg are away every second day. */
  away?: boolean
} = {}): Problem {
  const from = Date.parse('2026-06-01T00:00:00+08:00')
  const horizon = horizonOf(from, from + days * DAY_MS)
  const random = numbers(7)
  const resources = Array.from({ length: LEGS * eligible }, (_, index): Resource => {
    const rules = [1, 2, 3, 4, 5, 6].map(weekday => ({ weekday, from: 480 + 60 * (index % 3), to: 1080 + 60 * (index % 3) }))
    const claims = Array.from({ length: days * 2 }, (_, n): Claim => {
      const start = Math.floor(n / 2) * 96 + 36 + (n % 2) * 16 + random(8)
      return { start, end: start + 4 + random(6), place: { key: `claim ${n}`, district: random(DISTRICTS) } }
    })
    const off = Array.from({ length: away && index >= (LEGS - 1) * eligible ? days / 2 : 0 }, (_, n): Override => {
      return { kind: 'off', start: from + 2 * n * DAY_MS, end: from + (2 * n + 1) * DAY_MS }
    })
    return { id: String(index), mobile: true, free: workingTime({ zone: ZONE, rules, overrides: off }, horizon), claims }
  })
  const legs = Array.from({ length: LEGS }, (_, leg): Leg => ({
    id: `leg ${leg}`,
    alternatives: [{
      id: 'only', place: HOME, price: 10_000, duration: 6, bufferBefore: 0, bufferAfter: 1, earliest: 8, latest: horizon.ticks, closed: [], seats: 1, sessions: null,
      requirements: [{ count: 1, eligible: Array.from({ length: eligible }, (_, i) => (shared ? leg % 2 : leg) * eligible + i) }],
    }],
  }))
  const ways = Array.from({ length: DISTRICTS * DISTRICTS }, (_, i) => {
    const [start, end] = [Math.floor(i / DISTRICTS), i % DISTRICTS]
    return { from: start, to: end, minutes: 15 + 5 * Math.abs(start - end) }
  })
  return {
    horizon,
    zone: zoneTable(ZONE, horizon),
    travel: travelTable(DISTRICTS, ways),
    resources,
    stages: legs.map((leg): Stage => ({ rule: { gap: { min: 0, max: 12 }, days: { min: 0, max: 0, window: WHOLE_DAY } }, legs: [leg] })),
    window: { start: 0, end: horizon.ticks },
  }
}

/** Whole numbers below a bound, the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

/**
 * What one would write first: for each start, look for the next leg's start slot by slot, and at each ask every worker whether they are
 * free. It answers for single legs only (no witness), which is less work than the solver does.
 */
function naiveStarts({ resources, stages, horizon, travel, zone }: Problem): number[] {
  const working = resources.map(({ free }) => {
    const hours: { start: number, end: number }[] = []
    eachRun(free, 0, horizon.ticks, (start, end) => hours.push({ start, end }))
    return hours
  })
  const legs = stages.map(({ rule, legs: [leg] }) => ({ rule, ...leg!.alternatives[0]! }))
  const isFree = (resource: number, start: number, end: number) => {
    const works = working[resource]!.some(hours => hours.start <= start && end <= hours.end)
    return works && resources[resource]!.claims.every(({ start: from, end: to, place }) => {
      return end + wayBetween(travel, HOME, place) <= from || to + wayBetween(travel, place, HOME) <= start
    })
  }
  const dayOf = (tick: number) => zone.days.find(({ end }) => tick < end)?.number
  const fits = (leg: number, start: number) => legs[leg]!.requirements[0]!.eligible
    .some(resource => isFree(resource, start, start + legs[leg]!.duration + legs[leg]!.bufferAfter))
  function completes(leg: number, start: number): boolean {
    if (!fits(leg, start)) return false
    const next = legs[leg + 1]
    if (!next) return true
    const end = start + legs[leg]!.duration
    for (let at = end + next.rule.gap.min; at <= end + next.rule.gap.max; at++) {
      if (dayOf(at) === dayOf(end - 1) && completes(leg + 1, at)) return true
    }
    return false
  }
  return Array.from({ length: horizon.ticks }, (_, tick) => tick).filter(tick => tick >= legs[0]!.earliest && completes(0, tick))
}

export async function run(bench: Bench): Promise<void> {
  await solver(bench)
  await explained(bench)
  await route(bench)
}

async function solver({ report, note }: Bench): Promise<void> {
  const own = problemOfSize()
  const found = offeredStarts(solverOf(own))
  if (found.length === 0 || found.join() !== naiveStarts(own).join()) throw new Error('the solver and its baseline do not agree')
  note(`${LEGS} legs × ${ELIGIBLE} eligible × ${DAYS} days: ${found.length} starts`)
  const turns = { rounds: 25, warmUp: 10 }
  const times = await timesInTurns({ subject: () => offeredStarts(solverOf(own)), baseline: () => naiveStarts(own), ...turns })
  report({ figure: 'solver_p50_ms', value: median(times.subject), unit: 'ms', baseline: median(times.baseline) })

  const shared = problemOfSize({ shared: true })
  note(`the same with workers who serve two legs each: ${offeredStarts(solverOf(shared)).length} starts, each with a witness`)
  const contended = await timesInTurns({ subject: () => offeredStarts(solverOf(shared)), baseline: () => naiveStarts(shared), ...turns })
  report({ figure: 'solver_shared_p50_ms', value: median(contended.subject), unit: 'ms', baseline: median(contended.baseline) })
}

function processorMs(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** The slots of a problem, and why each closed day is closed. @returns how many days were explained */
function explain(problem: Problem): number {
  const solver = solverOf(problem)
  const open = new Set(offeredDays(solver).map(({ day }) => day))
  return explainDays(solver, problem.zone.days.filter(day => day.start < problem.window.end && !open.has(day))).length
}

/**
 * With more than half of the days closed and explained; the baseline is the same without the explanation. Then how cost grows with
 * resources and with days: 1 is linear, less is better.
 */
async function explained({ report, note }: Bench): Promise<void> {
  const problems = {
    e20: problemOfSize({ away: true }),
    e100: problemOfSize({ away: true, eligible: 100 }),
    e500: problemOfSize({ away: true, eligible: 500 }),
    d240: problemOfSize({ away: true, eligible: 100, days: 240 }),
  }
  /** Of the processor, which a busy machine does not change. */
  const costs: Record<string, number> = {}
  for (const [name, problem] of Object.entries(problems)) {
    note(`${name}: ${explain(problem)} of ${problem.zone.days.length} days are closed and explained`)
    const plain = () => offeredDays(solverOf(problem))
    const times = await timesInTurns({ subject: () => explain(problem), baseline: plain, rounds: 15, warmUp: 5 })
    report({ figure: `explained_${name}_p50_ms`, value: median(times.subject), unit: 'ms', baseline: median(times.baseline) })
    costs[name] = median(Array.from({ length: 15 }, () => processorMs(() => explain(problem))))
  }
  report({ figure: 'explained_growth_resources', value: costs.e500! / costs.e20! / 25, unit: 'of linear' })
  report({ figure: 'explained_growth_days', value: costs.d240! / costs.e100! / 4, unit: 'of linear' })
}

const detail = z.object({ districts: z.array(z.string()) })

/** As many residents as may well look at calendars in the same moment, on a machine of two cores. */
const CONNECTIONS = 4

/** The large city: a hundred of its bundles with four legs are asked, so that nothing of one is still warm when it comes again. */
const CITY = { bundles: 10_000, resources: 5_000, claims: 200_000 }
const ASKED = 100

/**
 * A month of slots, and the times of a day, of bundles with four legs, over HTTP on the seeded app: as it is seeded, then grown into a
 * large city. The baseline is a Node server that answers the bytes of one of them from memory.
 */
async function route({ report, note }: Bench): Promise<void> {
  const app = await launch({ ephemeral: true, port: 0, app: 'built', seed: true, given: {}, appLog: '/dev/null' })
  try {
    const get = async (path: string): Promise<unknown> => {
      const response = await fetch(app.siteUrl + path)
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return await response.json()
    }
    const measure = async (figures: string) => await loadRoute({ report, note }, {
      siteUrl: app.siteUrl, get, bundles: await servedBundles(app.databaseUrl, get), figures,
    })
    await measure('route')
    const { bundles, resources, claims } = await growCity(app.databaseUrl, CITY)
    note(`grown to ${bundles} bundles, ${resources} resources, ${claims} claims`)
    await measure('city_route')
  } finally {
    await app.stop()
  }
}

interface Asked {
  siteUrl: string
  get: (path: string) => Promise<unknown>
  bundles: readonly { slug: string, district: string }[]
  figures: string
}

async function loadRoute({ report, note }: Omit<Bench, 'name'>, { siteUrl, get, bundles, figures }: Asked): Promise<void> {
  const dayFromNow = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
  const paths = {
    month: bundles.map(({ slug, district }) => `/api/bundles/${slug}/slots?from=${dayFromNow(0)}&days=31&district=${district}`),
    day: bundles.map(({ slug, district }, n) => `/api/bundles/${slug}/slots?from=${dayFromNow(1 + n % 7)}&days=1&district=${district}`),
  }
  const bare = await serveBytes(JSON.stringify(await get(paths.month[0]!)))
  try {
    const load = (url: string, asked?: string[]): Load =>
      ({ url, connections: CONNECTIONS, seconds: 6, ...(asked && { paths: asked }) })
    const loads = { month: load(siteUrl, paths.month), day: load(siteUrl, paths.day), bare: load(bare.url) }
    const results = await loadsInTurns({ loads, rounds: 3 })
    note(`${bundles.length} bundles of ${LEGS} legs, ${CONNECTIONS} connections; ${Math.round(results.month.requestsPerSecond)} months a second`)
    report({ figure: `${figures}_p50_ms`, value: results.month.p50Ms, unit: 'ms', baseline: results.bare.p50Ms })
    report({ figure: `${figures}_p99_ms`, value: results.month.p99Ms, unit: 'ms', baseline: results.bare.p99Ms })
    report({ figure: `${figures}_day_p99_ms`, value: results.day.p99Ms, unit: 'ms', baseline: results.bare.p99Ms })
  } finally {
    bare.close()
  }
}

/** Bundles with four legs, at most `ASKED`, the same in every run; and a district that each serves. */
async function servedBundles(databaseUrl: string, get: Asked['get']): Promise<Asked['bundles']> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ slug: string }>(`select slug from bundle b where status = 'published'
      and (select count(*) from bundle_leg l where l.bundle_id = b.id) = $1 order by md5(slug) limit $2`, [LEGS, ASKED])
    const bundles: { slug: string, district: string }[] = []
    for (const { slug } of rows) {
      const [district] = detail.parse(await get(`/api/bundles/${slug}`)).districts
      if (district) bundles.push({ slug, district })
    }
    if (bundles.length === 0) throw new Error(`the seeded app has no bundle of ${LEGS} legs`)
    return bundles
  } finally {
    await client.end()
  }
}
