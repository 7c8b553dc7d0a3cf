import type { Plan, PlanPreview, VisitDecision, VisitOption } from '#shared/schemas/plan.ts'
import { daysBetween, dayAfter, instantOf, wallTimeOf, weekdayOf } from '#shared/wall-time.ts'
import type { Body } from './api.ts'
import { quoteBodyOf, type Choice } from './choice.ts'

/** How something is to repeat, as the form has it. */
export interface PatternDraft {
  every: number
  weekdays: number[]
  ends: 'visits' | 'until'
  visits: number
  until: string
  sameWorker: boolean
}

/** Once a week, at first, for two months. */
export const patternFor = (day: string): PatternDraft => ({
  every: 1, weekdays: [weekdayOf(day)], ends: 'visits', visits: 8, until: dayAfter(day, 49), sameWorker: true,
})

/** The day of the first leg that starts. */
export const firstDayOf = ({ starts }: Choice, zone: string): string => wallTimeOf(new Date(Object.values(starts).sort()[0] ?? 0), zone).day

export type Decisions = Record<string, VisitDecision>

export function planWishOf(
  { slug, choice, pattern, decisions }: { slug: string, choice: Choice, pattern: PatternDraft, decisions: Decisions },
): Body<'POST /api/plans/preview'> {
  const { persons, legs, starts } = quoteBodyOf(slug, choice)
  const { every, weekdays, ends, visits, until, sameWorker } = pattern
  return {
    slug, persons, legs, starts, sameWorker, districtId: choice.district ?? '',
    pattern: { every, weekdays: weekdays.toSorted((a, b) => a - b), end: ends === 'visits' ? { visits } : { until } },
    decisions: Object.entries(decisions).map(([day, decision]) => ({ day, decision })),
  }
}

/** An option as the decision that it stands for. */
export const decisionOf = (option: VisitOption): VisitDecision =>
  (option.kind === 'move' ? { kind: 'move', starts: option.starts } : { kind: option.kind })

/** The visits that take place, of all. */
export function countVisits({ visits, conflicts }: PlanPreview): { good: number, all: number, conflicts: number } {
  const all = visits.filter(({ state }) => state !== 'skipped').length
  return { good: all - conflicts, all, conflicts }
}

/** The preview that a `plan_changed` brings along. */
export function previewOf(problem: { code: string, preview?: unknown }): PlanPreview | null {
  const { preview } = problem
  return isPreview(preview) ? preview : null
}

const isPreview = (value: unknown): value is PlanPreview =>
  typeof value === 'object' && value !== null && 'visits' in value && Array.isArray(value.visits) && 'conflicts' in value

/** A visit's starts on another day and at another time of it; its legs keep their distances on the clock. */
export function movedStarts(starts: Plan['visits'][number]['starts'], zone: string, to: { day: string, minute: number }) {
  const walls = starts.map(({ legId, start }) => ({ legId, ...wallTimeOf(new Date(start), zone), start }))
  const first = walls.toSorted((a, b) => a.start.localeCompare(b.start))[0]!
  return walls.map(({ legId, day, minute }) => {
    const minutes = daysBetween(first.day, day) * 1440 + minute - first.minute + to.minute
    const at = { day: dayAfter(to.day, Math.floor(minutes / 1440)), minute: ((minutes % 1440) + 1440) % 1440 }
    return { legId, start: instantOf(at, zone).toISOString() }
  })
}
