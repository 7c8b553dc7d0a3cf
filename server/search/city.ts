import { sql } from 'drizzle-orm'
import type { LocalText } from '#shared/locale.ts'
import { cityZone } from '../identity/index.ts'
import type { Db } from '../platform/database.ts'
import { remember } from '../platform/remember.ts'
import type { GeoPoint } from './engine.ts'
import { understand, type Understood } from './understand.ts'

type Names = ReadonlyMap<string, LocalText>

/** What the city is to search. */
export interface City {
  names: { scenario: Names, category: Names, district: Names }
  centres: ReadonlyMap<string, GeoPoint>
  /** In which a visitor's “tomorrow” is read. */
  zone: string
  /** Places to go to: what a suggestion may be besides a bundle. */
  entries: readonly Entry[]
}

export interface Entry { kind: 'scenario' | 'category' | 'provider', slug: string, name: LocalText }

/** Read behind the backs of who asks, and at most a minute old. */
export const knownCity = remember(loadCity, { freshMs: 60_000 })

/** The city's day. */
export const todayIn = ({ zone }: City, at: Date): string => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(at)

/** Takes the words that mean a district of the city, a day or a part of one out of a query. */
export const understandIn = (city: City, at: Date, q: string): Understood =>
  understand(q, { today: todayIn(city, at), districts: [...city.names.district].map(([id, name]) => ({ id, name })) })

async function loadCity(db: Db): Promise<City> {
  const { rows } = await db.execute<{ facet: keyof City['names'], value: string, zh: string, en: string, lat: number | null, lng: number | null }>(sql`
    select 'scenario' as facet, slug as value, title_zh as zh, title_en as en, null::float8 as lat, null::float8 as lng from scenario
    union all select 'category', slug, name_zh, name_en, null, null from category
    union all select 'district', id, name_zh, name_en, lat, lng from district`)
  const { rows: entries } = await db.execute<Record<string, unknown> & { kind: Entry['kind'], slug: string, zh: string, en: string }>(sql`
    select 'scenario' as kind, slug, title_zh as zh, title_en as en, 0 as nth from scenario
    union all select 'category', slug, name_zh, name_en, 1 from category
    union all select 'provider', slug, name_zh, name_en, 2 from provider where status = 'verified' order by nth, slug`)
  const zone = await cityZone(db)
  const of = (facet: keyof City['names']): Names => new Map(rows.filter(row => row.facet === facet).map(({ value, zh, en }) => [value, { zh, en }]))
  return {
    names: { scenario: of('scenario'), category: of('category'), district: of('district') },
    centres: new Map(rows.flatMap(({ value, lat, lng }) => (lat === null || lng === null ? [] : [[value, { lat, lng }] as const]))),
    zone: zone ?? 'UTC',
    entries: entries.map(({ kind, slug, zh, en }) => ({ kind, slug, name: { zh, en } })),
  }
}
