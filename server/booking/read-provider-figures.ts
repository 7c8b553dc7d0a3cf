import { sql } from 'drizzle-orm'
import { CITY_CURRENCY } from '#shared/money.ts'
import type { ProviderFigures } from '#shared/schemas/provider-bookings.ts'
import { dayAfter, instantOf, weekdayOf } from '#shared/wall-time.ts'
import { openMinutes } from '../availability/index.ts'
import type { Queryable } from '../platform/database.ts'
import { deskOf } from './read-provider-bookings.ts'

/** States of a leg for which somebody worked, or is going to. */
const worked = ['confirmed', 'in_service', 'delivered', 'disputed', 'settled', 'no_show_resident']

interface AnswerRow extends Record<string, unknown> {
  week: number
  event: 'accept' | 'decline' | 'withdraw'
  actor: string
  count: number
}

/**
 * How well a provider is booked (booked of open minutes) and how it answers, week by week of its own calendar, and worker by worker. An
 * answer counts for who gave it, whoever serves the part in the end.
 * @throws {DomainError} `not_found`
 */
export async function readProviderFigures(
  db: Queryable, { personId, providerId: asked, weeks }: { personId: string, providerId?: string | undefined, weeks: number },
): Promise<ProviderFigures> {
  const { providerId, zone, today } = await deskOf(db, { personId, providerId: asked })
  const monday = dayAfter(today, 1 - weekdayOf(today))
  const days = Array.from({ length: weeks + 1 }, (_, index) => dayAfter(monday, 7 * (index + 1 - weeks)))
  const bounds = days.map(day => instantOf({ day, minute: 0 }, zone).toISOString())
  const week = (at: string) => sql`width_bucket(${sql.raw(at)}, ${sql.param(bounds)}::timestamptz[]) - 1`
  const within = (at: string) => sql`${sql.raw(at)} >= ${bounds[0]} and ${sql.raw(at)} < ${bounds.at(-1)}`

  const open = await openMinutes(db, { providerId, zone, days })
  const { rows: booked } = await db.execute<{ week: number, resource: string, minutes: number }>(sql`
    select ${week('l.starts_at')} as week, r.id as resource, (sum(extract(epoch from l.ends_at - l.starts_at)) / 60)::int as minutes
      from booking_leg l join booking_leg_resource lr on lr.booking_leg_id = l.id join resource r on r.id = lr.resource_id and r.kind = 'worker'
     where l.provider_id = ${providerId} and l.state = any(${sql.param(worked)}::text[]) and ${within('l.starts_at')}
     group by 1, 2`)
  const { rows: answers } = await db.execute<AnswerRow>(sql`
    select ${week('e.at')} as week, e.event, e.actor, count(*)::int as count
      from booking_event e
     where e.provider_id = ${providerId} and e.event in ('accept', 'decline', 'withdraw') and ${within('e.at')}
     group by 1, 2, 3`)
  const { rows: delivered } = await db.execute<{ week: number, count: number, amount: number }>(sql`
    select ${week('l.starts_at')} as week, count(*)::int as count, sum(l.share_amount - l.refunded_amount)::float8 as amount
      from booking_leg l
     where l.provider_id = ${providerId} and l.state in ('delivered', 'settled') and ${within('l.starts_at')}
     group by 1`)
  const { rows: [money] } = await db.execute<{ currency: string }>(sql`
    select coalesce((select currency from offering where provider_id = ${providerId} limit 1), ${CITY_CURRENCY}) as currency`)

  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
  const said = (index: number, event: AnswerRow['event'], timely: boolean) =>
    sum(answers.filter(row => row.week === index && row.event === event && (row.actor !== 'system') === timely).map(({ count }) => count))
  return {
    zone,
    currency: money!.currency,
    weeks: days.slice(0, -1).map((from, index) => {
      const served = delivered.find(row => row.week === index)
      return {
        from,
        bookedMinutes: sum(booked.filter(row => row.week === index).map(({ minutes }) => minutes)),
        openMinutes: sum(open.map(({ minutes }) => minutes[index]!)),
        accepted: said(index, 'accept', true),
        declined: said(index, 'decline', true),
        lapsed: said(index, 'decline', false),
        withdrawn: said(index, 'withdraw', true) + said(index, 'withdraw', false),
        delivered: served?.count ?? 0,
        deliveredAmount: served?.amount ?? 0,
      }
    }),
    workers: open.map(({ resourceId, name, minutes }) => ({
      id: resourceId,
      name,
      bookedMinutes: sum(booked.filter(row => row.resource === resourceId).map(row => row.minutes)),
      openMinutes: sum(minutes),
    })),
  }
}
