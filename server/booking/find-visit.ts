import { specialDay } from '#shared/holidays.ts'
import type { QuoteWishes } from '#shared/quote.ts'
import type { VisitOption } from '#shared/schemas/plan.ts'
import type { LegChoice, Slot } from '#shared/slot.ts'
import { findSlots, nearestStarts } from '../availability/index.ts'
import type { Bundle } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { DomainError } from '../platform/errors.ts'
import { choicesOf } from './quote-bundle.ts'
import { dayOfVisit, firstOf } from './visit-times.ts'

/** How long before it a visit is reserved, where its offerings can be booked that early. */
const reserveDays = 42
/** Other times that are offered for a visit that cannot be. */
const otherTimes = 3

/** Who is to come, by leg of the bundle. */
export type Workers = Readonly<Record<string, string>>

/** The moment until which visits of a bundle are reserved. */
export function reserveUntil(bundle: Bundle, at: Date): Date {
  const horizons = bundle.legs.flatMap(({ alternatives }) => alternatives).map(({ offering }) => offering.horizonDays)
  return new Date(at.getTime() + Math.min(reserveDays, ...horizons) * 86_400_000)
}

/** What was chosen, and whom to come. */
export function choicesWith(wishes: QuoteWishes, workers: Workers): LegChoice[] {
  const choices = choicesOf(wishes)
  const others = Object.keys(workers).filter(legId => !choices.some(choice => choice.legId === legId))
  return [...choices, ...others.map((legId): LegChoice => ({ legId, include: true }))]
    .map((choice): LegChoice => (choice.include ? { ...choice, resourceId: workers[choice.legId] ?? choice.resourceId } : choice))
}

export interface VisitQuery {
  bundle: Bundle
  wishes: QuoteWishes
  starts: Readonly<Record<string, string>>
  workers: Workers
}

/** How a visit could be carried out at exactly these starts; undefined where it cannot. Nothing is held. */
export async function findVisit(context: Pick<Context, 'db'>, { bundle, wishes, starts, workers }: VisitQuery): Promise<Slot | undefined> {
  const { districtId, persons } = wishes
  const from = dayOfVisit(starts, bundle.publisher.zone)
  const calendar = await findSlots(context, { bundle, districtId, persons, choices: choicesWith(wishes, workers), from, days: 1, starts })
  const first = firstOf(starts)
  return calendar.days.flatMap(({ times }) => times ?? [])
    .find(({ start, legs }) => start === first && legs.every(({ legId }) => starts[legId] !== undefined))
}

/** The people of a slot, one a leg: who would come each time. */
export const workersOf = ({ legs }: Slot): Record<string, string> => Object.fromEntries(legs.flatMap(({ legId, resources }) => {
  const worker = resources.find(({ kind }) => kind === 'worker')
  return worker ? [[legId, worker.id]] : []
}))

export const namesOf = ({ legs }: Slot) => legs.flatMap(({ resources }) => resources).filter(({ kind }) => kind === 'worker').map(({ name }) => name)

/**
 * What a resident can choose for a visit that cannot be: the nearest other times on days that are free of holidays and of the plan's other
 * visits, with the people who come else where they can; or nothing on that day.
 */
export async function findOptions(
  context: Pick<Context, 'db'>, { taken, ...query }: VisitQuery & { taken: ReadonlySet<string> },
): Promise<VisitOption[]> {
  const { bundle, wishes, starts, workers } = query
  const { districtId, persons } = wishes
  const zone = bundle.publisher.zone
  const isOpen = (start: string) => {
    const day = dayOfVisit({ start }, zone)
    return start !== firstOf(starts) && !taken.has(day) && specialDay(day, zone)?.kind !== 'holiday'
  }
  const search = async (who: Workers) => {
    const query = { bundle, districtId, persons, choices: choicesWith(wishes, who), start: firstOf(starts), limit: 200 }
    const found = await nearestStarts(context, query)
    return spread(found.filter(isOpen), zone).map(start => ({ start, who }))
  }
  const near = await orNone(search(workers))
  const any = near.length > 0 ? near : await orNone(search({}))
  const moves = await Promise.all(any.map(async ({ start, who }): Promise<VisitOption[]> => {
    const firstLeg = Object.entries(starts).find(([, time]) => time === firstOf(starts))![0]
    const from = dayOfVisit({ start }, zone)
    const choices = choicesWith(wishes, who)
    const calendar = await findSlots(context, { bundle, districtId, persons, choices, from, days: 1, starts: { [firstLeg]: start } })
    const slot = calendar.days.flatMap(({ times }) => times ?? []).find(each => each.start === start)
    return slot ? [{ kind: 'move', start, end: slot.end, starts: slot.legs.map(leg => ({ legId: leg.legId, start: leg.start })) }] : []
  }))
  return moves.flat()
}

/** Of the nearest times the first of the day itself, then one of each other day: four times within an hour are hardly a choice. */
function spread(starts: readonly string[], zone: string): string[] {
  const byDay = Map.groupBy(starts, start => dayOfVisit({ start }, zone))
  return [...byDay.values()].map(([nearest]) => nearest!).slice(0, otherTimes)
}

/** Where a leg cannot be had any more at all, there are no other times. */
async function orNone<Item>(search: Promise<Item[]>): Promise<Item[]> {
  return await search.catch((error: unknown) => {
    if (error instanceof DomainError) return []
    throw error
  })
}
