import { clearRange, eachRun, emptyBitmap, intersection, setRange } from './bitmap.ts'
import type { Bitmap } from './bitmap.ts'
import { windowsByDay } from './calendar.ts'
import type { Domains, Variant } from './domain.ts'
import type { ClockWindow, Problem, Range, Rule } from './model.ts'
import { wayBetween } from './travel.ts'
import type { LocalDay, ZoneTable } from './zone.ts'
import { dayIndexAt } from './zone.ts'

/** One variant for each leg of a stage. `live` has the starts that can be completed, as far as single legs can tell. */
export interface Combo {
  variants: readonly Variant[]
  /** The longest of them: from the stage's start to its end. */
  duration: number
  live: Bitmap
  /** Outside of it nothing is live. */
  span: Range
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
 *
 * Only what the window leads to is looked at: a question about one day costs that day and what follows it by the rules, however long the
 * horizon is. An explanation asks one for each closed day.
 */
export function filteredStages(problem: Problem, domainOf: Domains): StageDomain[] {
  const { horizon: { ticks }, zone } = problem
  const stages = problem.stages.map(({ rule, legs }, index): StageDomain => ({
    rule,
    windows: index > 0 && rule.days ? windowsOf(problem, rule.days.window) : null,
    combos: combosOf(legs.map(domainOf), ticks),
  }))
  // One set serves all steps: emptying it costs the span of a step, not the horizon.
  const reach: Reach = { set: emptyBitmap(ticks), span: NOWHERE }
  add(reach, problem.window.start, problem.window.end)
  for (const combo of stages[0]?.combos ?? []) allow(combo, reach)
  for (let k = 1; k < stages.length; k++) {
    for (const after of stages[k]!.combos) {
      empty(reach)
      for (const before of stages[k - 1]!.combos) {
        addStartsAfter(reach, stages[k]!, { before, after, way: wayOf(problem, before, after), days: zone.days })
      }
      allow(after, reach)
    }
  }
  for (let k = stages.length - 1; k > 0; k--) {
    for (const before of stages[k - 1]!.combos) {
      empty(reach)
      for (const after of stages[k]!.combos) {
        addStartsBefore(reach, stages[k]!, { before, after, way: wayOf(problem, before, after), days: zone.days })
      }
      keep(before, reach)
    }
  }
  return stages
}

function combosOf(legs: readonly (readonly Variant[])[], ticks: number): Combo[] {
  let rows: Variant[][] = [[]]
  for (const variants of legs) rows = rows.flatMap((row) => variants.map((variant) => [...row, variant]))
  return rows
    .map((variants): Combo => ({
      variants,
      duration: Math.max(...variants.map(({ duration }) => duration)),
      live: emptyBitmap(ticks),
      span: NOWHERE,
    }))
    .sort((a, b) => a.duration - b.duration || compareRanks(a.variants, b.variants))
}

/** A set of ticks, and the span outside of which it is empty. */
interface Reach {
  set: Bitmap
  span: Range
}

const NOWHERE: Range = { start: 0, end: 0 }

function empty(reach: Reach): void {
  clearRange(reach.set, reach.span.start, reach.span.end)
  reach.span = NOWHERE
}

function add(reach: Reach, from: number, to: number): void {
  const [start, end] = [Math.max(from, 0), Math.min(to, reach.set.length * 32)]
  if (start >= end) return
  setRange(reach.set, start, end)
  reach.span = around(reach.span, { start, end })
}

/** The span that has both; an empty one adds nothing. */
export function around(a: Range, b: Range): Range {
  if (a.start === a.end) return b
  if (b.start === b.end) return a
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) }
}

/** The combo's starts are those that its variants have and that something leads to. */
function allow(combo: Combo, { set, span }: Reach): void {
  intersection(combo.live, [set, ...combo.variants.map(({ starts }) => starts)], span)
  combo.span = span
}

/** Of the combo's starts those stay that lead to something. */
function keep(combo: Combo, { set }: Reach): void {
  intersection(combo.live, [combo.live, set], combo.span)
}

const knownWindows = new WeakMap<ZoneTable, Map<string, Range[][]>>()

/** `windowsByDay`, once for each zone's table. */
function windowsOf({ zone, horizon }: Problem, window: ClockWindow): Range[][] {
  const ofZone = knownWindows.get(zone) ?? new Map<string, Range[][]>()
  knownWindows.set(zone, ofZone)
  const key = `${window.from} ${window.to}`
  const windows = ofZone.get(key) ?? windowsByDay(zone, horizon, window)
  ofZone.set(key, windows)
  return windows
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
function addStartsAfter(reached: Reach, stage: StageDomain, { before, way, days }: Step): void {
  const { gap } = stage.rule
  const toStart = before.duration + way
  eachBinding(stage, before, days, (from, to) => {
    eachRun(before.live, from.start, from.end, (start, end) => {
      add(reached, Math.max(start + toStart + gap.min, to.start), Math.min(end + toStart + gap.max, to.end))
    })
  })
}

/** Adds to `leading` the starts of the stage before that lead to live starts of the stage. */
function addStartsBefore(leading: Reach, stage: StageDomain, { before, after, way, days }: Step): void {
  const { gap } = stage.rule
  const toStart = before.duration + way
  eachBinding(stage, before, days, (from, to) => {
    eachRun(after.live, Math.max(to.start, after.span.start), Math.min(to.end, after.span.end), (start, end) => {
      add(leading, Math.max(start - gap.max - toStart, from.start), Math.min(end - gap.min - toStart, from.end))
    })
  })
}

/** Visits pairs of ranges: starts of the stage before, and the starts of the stage that its day rule allows after them. */
function eachBinding(
  stage: StageDomain,
  { duration, span }: Combo,
  days: readonly LocalDay[],
  visit: (from: Range, to: Range) => void,
): void {
  if (span.start === span.end) return
  if (!stage.windows) return visit(span, { start: 0, end: Infinity })
  // The day on which a stage ends is that of its last tick.
  for (let index = dayIndexAt(days, span.start + duration - 1); index >= 0 && index < days.length; index++) {
    const day = days[index]!
    const from = { start: Math.max(day.start + 1 - duration, span.start), end: Math.min(day.end + 1 - duration, span.end) }
    if (from.start >= span.end) return
    for (const to of targetsOf(stage.rule, stage.windows, index, days)) visit(from, to)
  }
}
