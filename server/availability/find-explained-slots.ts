import type { SlotCalendar, SlotDay, SlotQuery, Why } from '#shared/slot.ts'
import type { Context } from '../platform/context.ts'
import { explainDays, summed, type ClosedDay } from './explain.ts'
import { calendarOf, prepareSlots, type BundleRef, type Prepared } from './find-slots.ts'
import type { Reason } from './reasons.ts'
import { findRelaxations } from './find-relaxations.ts'
import { instantOf } from './to-slot.ts'
import type { LocalDay } from './zone.ts'
import { tickAt } from './zone.ts'

const DAY_MS = 86_400_000

/**
 * The joint slots of a bundle as `findSlots` answers them, and for each closed day why it is closed; where no day is open, a summary of
 * that and what could be changed so that one opens. Only what is closed costs more than `findSlots`.
 *
 * @throws {DomainError} `not_found`, `choice_invalid`, `district_not_served`
 */
export async function findExplainedSlots(context: Pick<Context, 'db'>, query: SlotQuery & BundleRef): Promise<SlotCalendar> {
  const prepared = await prepareSlots(context, query)
  const calendar = calendarOf(prepared, query)
  const closed = await closedDaysOf(context, prepared, query, calendar.days.filter(({ count }) => count === 0))
  const explained = (day: SlotDay): SlotDay => (day.count > 0 ? day : { ...day, why: whyOf(prepared, closed.get(day.date)!) })
  const answer = { ...calendar, days: calendar.days.map(explained) }
  if (calendar.days.some(({ count }) => count > 0)) return answer
  const explanation = summed([...closed.values()].filter(({ reasons }) => reasons.some(({ code }) => code !== 'past')))
  if (!explanation) return answer
  const blockers = new Set(explanation.reasons.flatMap(({ legIds }) => legIds))
  return {
    ...answer,
    explanation: {
      legIds: [...explanation.legIds],
      why: explanation.reasons.map(({ days, ...reason }) => ({ ...toWhy(prepared, reason), days })),
    },
    relaxations: await findRelaxations(context, prepared, { query, blockers }),
  }
}

type Closed = Pick<ClosedDay, 'legIds' | 'reasons'>

async function closedDaysOf(
  context: Pick<Context, 'db'>,
  prepared: Prepared,
  query: SlotQuery & BundleRef,
  days: readonly SlotDay[],
): Promise<Map<string, Closed>> {
  const closed = closedDays(prepared, days)
  const lacksPeople = [...closed.values()].some(({ reasons }) => reasons.some(({ code }) => code === 'skill'))
  if (!lacksPeople || query.districtId === null) return closed
  // Whoever does not come to the district was not loaded: is there nobody, or nobody who comes?
  return closedDays(await prepareSlots(context, query, { everyDistrict: true }), days)
}

function closedDays(prepared: Prepared, days: readonly SlotDay[]): Map<string, Closed> {
  const { built, solver } = prepared
  const known = new Map(built?.problem.zone.days.map(day => [day.date, day]))
  const inWindow = (day: LocalDay | undefined): day is LocalDay => {
    return day !== undefined && built !== undefined && day.start < built.problem.window.end
      && day.end > Math.max(built.problem.window.start, tickAt(built.problem.horizon, prepared.request.now))
  }
  const asked = days.map(({ date }) => known.get(date)).filter(inWindow)
  const explained = new Map(solver ? explainDays(solver, asked).map(own => [own.day.date, own]) : [])
  return new Map(days.map(({ date }) => [date, explained.get(date) ?? outside(prepared, date)]))
}

/** A day that nobody looked at: it is over, or no leg can be booked so far ahead. */
function outside({ request }: Prepared, date: string): Closed {
  const legIds = request.legs.map(({ leg }) => leg.id)
  if (Date.parse(date) < request.now) return { legIds: [], reasons: [{ code: 'past', legIds: [] }] }
  return { legIds, reasons: legIds.map(legId => ({ code: 'horizon', legIds: [legId] })) }
}

const whyOf = (prepared: Prepared, { reasons }: Closed): Why[] => reasons.map(reason => toWhy(prepared, reason))

function toWhy({ built, request }: Prepared, { code, legIds, at }: Reason): Why {
  if (code === 'horizon') return { code, legIds: [...legIds], at: lastStart(request, legIds[0]!) }
  return { code, legIds: [...legIds], ...(at !== undefined && built && { at: instantOf(built, at) }) }
}

function lastStart({ legs, now }: Prepared['request'], legId: string): string {
  const { alternatives } = legs.find(({ leg }) => leg.id === legId)!
  return new Date(now + Math.max(...alternatives.map(({ alternative }) => alternative.offering.horizonDays)) * DAY_MS).toISOString()
}
