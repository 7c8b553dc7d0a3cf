import { andInto, copyOf, eachRun, emptyBitmap, setRange } from './bitmap.ts'
import type { Bitmap } from './bitmap.ts'
import { windowsByDay } from './calendar.ts'
import type { Domains, Variant } from './domain.ts'
import type { Problem, Range, Rule } from './model.ts'
import { wayBetween } from './travel.ts'
import type { LocalDay } from './zone.ts'
import { dayIndexAt } from './zone.ts'

/** One variant for each leg of a stage. `live` has the starts that can be completed, as far as single legs can tell. */
export interface Combo {
  variants: readonly Variant[]
  /** The longest of them: from the stage's start to its end. */
  duration: number
  live: Bitmap
}

/** A stage after both passes: its combos from the shortest on, those of one length in the order of the bundle. */
export interface StageDomain {
  rule: Rule
  /** Where the rule binds to days: for each day, when the stage may start on it. */
  windows: readonly Range[][] | null
  combos: readonly Combo[]
}

/**
 * The forward and the backward pass. Forward leaves the starts that something before leads to; backward those that lead on to the end. The
 * state of the chain is (combo, start), so that what is left is exact wherever no two legs compete for a resource.
 */
export function filteredStages(problem: Problem, domainOf: Domains): StageDomain[] {
  const { horizon, zone } = problem
  const stages = problem.stages.map(({ rule, legs }, index): StageDomain => ({
    rule,
    windows: index > 0 && rule.days ? windowsByDay(zone, horizon, rule.days.window) : null,
    combos: combosOf(legs.map(domainOf)),
  }))
  const window = setRange(emptyBitmap(horizon.ticks), problem.window.start, problem.window.end)
  for (const { live } of stages[0]?.combos ?? []) andInto(live, window)
  for (let k = 1; k < stages.length; k++) {
    for (const after of stages[k]!.combos) {
      const reached = emptyBitmap(horizon.ticks)
      for (const before of stages[k - 1]!.combos) {
        addStartsAfter(reached, stages[k]!, { before, after, way: wayOf(problem, before, after), days: zone.days })
      }
      andInto(after.live, reached)
    }
  }
  for (let k = stages.length - 1; k > 0; k--) {
    for (const before of stages[k - 1]!.combos) {
      const leading = emptyBitmap(horizon.ticks)
      for (const after of stages[k]!.combos) {
        addStartsBefore(leading, stages[k]!, { before, after, way: wayOf(problem, before, after), days: zone.days })
      }
      andInto(before.live, leading)
    }
  }
  return stages
}

function combosOf(legs: readonly (readonly Variant[])[]): Combo[] {
  let rows: Variant[][] = [[]]
  for (const variants of legs) rows = rows.flatMap((row) => variants.map((variant) => [...row, variant]))
  return rows
    .map((variants): Combo => ({
      variants,
      duration: Math.max(...variants.map(({ duration }) => duration)),
      live: variants.slice(1).reduce((live, { starts }) => andInto(live, starts), copyOf(variants[0]!.starts)),
    }))
    .sort((a, b) => a.duration - b.duration || compareRanks(a.variants, b.variants))
}

/**
 * In the order of the bundle: the first leg's first alternative before its second, then the next leg's; of one alternative the shorter
 * first.
 */
function compareRanks(a: readonly Variant[], b: readonly Variant[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]!.rank - b[i]!.rank || a[i]!.duration - b[i]!.duration
    if (difference !== 0) return difference
  }
  return 0
}

/** The recipient's way from stage to stage: the longest between any two of their places. */
export function wayOf(problem: Problem, before: Combo, after: Combo): number {
  let way = 0
  for (const from of before.variants) {
    for (const to of after.variants) {
      way = Math.max(way, wayBetween(problem.travel, from.alternative.place, to.alternative.place))
    }
  }
  return way
}

/** The ticks at which the next stage may start after an end, as ascending ranges. */
export function rangesAfter({ rule, windows }: StageDomain, end: number, options: { way: number, days: readonly LocalDay[] }): Range[] {
  const span = { start: end + options.way + rule.gap.min, end: end + options.way + rule.gap.max + 1 }
  if (!windows) return [span]
  return targetsOf(rule, windows, dayIndexAt(options.days, end - 1), options.days)
    .map(({ start, end: last }) => ({ start: Math.max(start, span.start), end: Math.min(last, span.end) }))
    .filter(({ start, end: last }) => start < last)
}

/** The stretches of time on the days that the rule allows after the day at `index`. */
function targetsOf({ days: bound }: Rule, windows: readonly Range[][], index: number, days: readonly LocalDay[]): Range[] {
  const targets: Range[] = []
  const number = days[index]!.number
  for (let i = index; i < days.length && days[i]!.number <= number + bound!.max; i++) {
    if (days[i]!.number >= number + bound!.min) targets.push(...windows[i]!)
  }
  return targets
}

interface Step {
  before: Combo
  after: Combo
  way: number
  days: readonly LocalDay[]
}

/** Adds to `reached` the starts of the stage that the live starts of the stage before lead to. */
function addStartsAfter(reached: Bitmap, stage: StageDomain, { before, way, days }: Step): void {
  const { gap } = stage.rule
  const toStart = before.duration + way
  eachBinding(stage, before.duration, days, reached.length * 32, (from, to) => {
    eachRun(before.live, from.start, from.end, (start, end) => {
      setRange(reached, Math.max(start + toStart + gap.min, to.start), Math.min(end + toStart + gap.max, to.end))
    })
  })
}

/** Adds to `leading` the starts of the stage before that lead to live starts of the stage. */
function addStartsBefore(leading: Bitmap, stage: StageDomain, { before, after, way, days }: Step): void {
  const { gap } = stage.rule
  const toStart = before.duration + way
  eachBinding(stage, before.duration, days, leading.length * 32, (from, to) => {
    eachRun(after.live, to.start, to.end, (start, end) => {
      setRange(leading, Math.max(start - gap.max - toStart, from.start), Math.min(end - gap.min - toStart, from.end))
    })
  })
}

/** Visits pairs of ranges: starts of the stage before, and the starts of the stage that its day rule allows after them. */
function eachBinding(
  stage: StageDomain,
  duration: number,
  days: readonly LocalDay[],
  ticks: number,
  visit: (from: Range, to: Range) => void,
): void {
  if (!stage.windows) return visit({ start: 0, end: ticks }, { start: 0, end: ticks })
  for (const [index, day] of days.entries()) {
    // The day on which a stage ends is that of its last tick.
    const from = { start: day.start + 1 - duration, end: day.end + 1 - duration }
    for (const to of targetsOf(stage.rule, stage.windows, index, days)) visit(from, to)
  }
}
