import type { Body, Query } from './api.ts'
import { isDay, queryText, type AddressQuery } from './addressQuery.ts'

/** What a person chose of one leg. `include` counts for optional legs only; null: any alternative, its usual duration. */
export interface LegChoice {
  include: boolean
  alternativeId: string | null
  minutes: number | null
  /** The person who is asked for. */
  resourceId?: string
  /** Who is wished for: `female`, `male`, or a language (`en`); with `!` at the end, nobody else. */
  wishes?: string[]
}

/** The whole choice of a bundle. It travels in the address, so that it survives a reload, signing in and being sent to somebody. */
export interface Choice {
  district: string | null
  day: string | null
  persons: number
  legs: Record<string, LegChoice>
  /** Start of each leg that is taken (ISO 8601, UTC); empty until a time is chosen. */
  starts: Record<string, string>
}

export const noChoice = (): Choice => ({ district: null, day: null, persons: 1, legs: {}, starts: {} })

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const legPattern = new RegExp(`^(${uuid}):(${uuid}|none|any)$`)
const minutesPattern = new RegExp(`^(${uuid}):(\\d{1,4})$`)
const resourcePattern = new RegExp(`^(${uuid}):(${uuid})$`)
const wishPattern = new RegExp(`^(${uuid}):((?:female|male|[a-z]{2,3})!?)$`)
const startPattern = new RegExp(`^(${uuid}):(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,3})?)?Z)$`)

/** Reads an address that anybody may have written; what makes no sense is left out, and the server checks the rest. */
export function readChoice(query: AddressQuery): Choice {
  const legs: Choice['legs'] = {}
  const legOf = (id: string): LegChoice => (legs[id] ??= { include: true, alternativeId: null, minutes: null })
  for (const [, id, taken] of matches(query.legs, legPattern)) {
    legOf(id!).include = taken !== 'none'
    legOf(id!).alternativeId = taken === 'none' || taken === 'any' ? null : taken!
  }
  for (const [, id, minutes] of matches(query.options, minutesPattern)) legOf(id!).minutes = Number(minutes)
  for (const [, id, resourceId] of matches(query.resources, resourcePattern)) legOf(id!).resourceId = resourceId!
  for (const [, id, wish] of matches(query.wishes, wishPattern)) (legOf(id!).wishes ??= []).push(wish!)
  const persons = Number(queryText(query, 'persons'))
  const district = queryText(query, 'district')
  return {
    district: /^[a-z0-9]+(-[a-z0-9]+)*$/.test(district) ? district : null,
    day: isDay(queryText(query, 'day')) ? queryText(query, 'day') : null,
    persons: Number.isInteger(persons) && persons >= 1 && persons <= 200 ? persons : 1,
    legs,
    starts: Object.fromEntries([...matches(query.starts, startPattern)].map(([, id, start]) => [id!, start!])),
  }
}

/** The shortest address that reads back as this choice. */
export function writeChoice(choice: Choice): Record<string, string> {
  const entries: [string, string][] = [
    ['district', choice.district ?? ''],
    ['day', choice.day ?? ''],
    ['persons', choice.persons === 1 ? '' : String(choice.persons)],
    ['legs', legsOf(choice).join(',')],
    ['options', optionsOf(choice).join(',')],
    ['resources', resourcesOf(choice).join(',')],
    ['wishes', wishesOf(choice).join(',')],
    ['starts', startsOf(choice).join(',')],
  ]
  return Object.fromEntries(entries.filter(([, value]) => value !== ''))
}

/** For `GET /api/bundles/:slug/slots`. The starts are what one chooses from, so they do not go along. */
export function slotsQueryOf(choice: Choice, { from, days }: { from: string, days: number }): Query<'GET /api/bundles/:slug/slots'> {
  return {
    from,
    days: String(days),
    ...(choice.district && { district: choice.district }),
    ...(choice.persons > 1 && { persons: String(choice.persons) }),
    ...(legsOf(choice).length && { legs: legsOf(choice).join(',') }),
    ...(optionsOf(choice).length && { options: optionsOf(choice).join(',') }),
    ...(resourcesOf(choice).length && { resources: resourcesOf(choice).join(',') }),
    ...(wishesOf(choice).length && { wishes: wishesOf(choice).join(',') }),
  }
}

/** The same for the one time that was chosen: can it be had, and if not, why? */
export const pinnedQueryOf = (choice: Choice, day: string): Query<'GET /api/bundles/:slug/slots'> =>
  ({ ...slotsQueryOf(choice, { from: day, days: 1 }), starts: startsOf(choice).join(',') })

/** For `POST /api/quotes`: of a district, or of one of the person's addresses. */
export function quoteBodyOf(slug: string, choice: Choice, addressId?: string): Body<'POST /api/quotes'> {
  return {
    slug,
    ...(addressId ? { addressId } : { districtId: choice.district ?? '' }),
    persons: choice.persons,
    legs: Object.entries(choice.legs).map(([legId, { include, alternativeId, minutes, resourceId, wishes }]) => ({
      legId,
      include,
      ...(include && alternativeId && { alternativeId }),
      ...(include && minutes && { minutes }),
      ...(include && resourceId && { resourceId }),
      ...(include && wishes?.length && { wishes: wishes.map(wishOf) }),
    })),
    starts: Object.entries(choice.starts).map(([legId, start]) => ({ legId, start })),
  }
}

const legsOf = ({ legs }: Choice): string[] => Object.entries(legs)
  .filter(([, leg]) => !leg.include || leg.alternativeId !== null)
  .map(([id, leg]) => `${id}:${leg.include ? leg.alternativeId : 'none'}`)
const optionsOf = ({ legs }: Choice): string[] =>
  Object.entries(legs).filter(([, leg]) => leg.include && leg.minutes !== null).map(([id, leg]) => `${id}:${leg.minutes}`)
const resourcesOf = ({ legs }: Choice): string[] =>
  Object.entries(legs).flatMap(([id, { include, resourceId }]) => (include && resourceId ? [`${id}:${resourceId}`] : []))
const wishesOf = ({ legs }: Choice): string[] =>
  Object.entries(legs).flatMap(([id, { include, wishes = [] }]) => (include ? wishes.map(wish => `${id}:${wish}`) : []))
const startsOf = ({ starts }: Choice): string[] => Object.entries(starts).map(([id, start]) => `${id}:${start}`)

type WorkerWish = NonNullable<NonNullable<Body<'POST /api/quotes'>['legs']>[number]['wishes']>[number]

function wishOf(wish: string): WorkerWish {
  const [value, must] = [wish.replace('!', ''), wish.endsWith('!')]
  return value === 'female' || value === 'male' ? { kind: 'gender', value, must } : { kind: 'language', value, must }
}

const matches = (value: AddressQuery[string], pattern: RegExp): RegExpExecArray[] =>
  [value ?? []].flat().flatMap(item => (item ?? '').split(',')).map(item => pattern.exec(item)).filter(found => found !== null)
