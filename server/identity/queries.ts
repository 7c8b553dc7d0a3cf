import { asc, sql } from 'drizzle-orm'
import type { LocalText } from '#shared/locale.ts'
import type { Queryable } from '../platform/database.ts'
import { district } from './schema.ts'

export interface Membership {
  providerId: string
  slug: string
  name: LocalText
  role: 'owner' | 'manager' | 'worker'
  /** Of the provider's clocks. */
  zone: string
}

/** The providers of which a person is a member. The provider's name stands in the catalogue's table, which this slice only joins. */
export async function memberships(db: Queryable, personId: string): Promise<Membership[]> {
  const { rows } = await db.execute<{ provider_id: string, slug: string, name_zh: string, name_en: string, role: Membership['role'], zone: string }>(sql`
    select m.provider_id, p.slug, p.name_zh, p.name_en, m.role, p.zone
      from provider_member m join provider p on p.id = m.provider_id
     where m.person_id = ${personId}
     order by m.created_at, m.provider_id`)
  return rows.map(({ provider_id: providerId, name_zh: zh, name_en: en, ...row }) => ({ ...row, providerId, name: { zh, en } }))
}

/** By which clocks the city lives: those of most providers that are public. Undefined while there is none. */
export async function cityZone(db: Queryable): Promise<string | undefined> {
  const { rows } = await db.execute<{ zone: string }>(
    sql`select zone from provider where status = 'verified' group by zone order by count(*) desc, zone limit 1`)
  return rows[0]?.zone
}

export interface District {
  id: string
  name: LocalText
  lat: number
  lng: number
}

export async function listDistricts(db: Queryable): Promise<District[]> {
  const rows = await db.select().from(district).orderBy(asc(district.position), asc(district.id))
  return rows.map(({ id, nameZh, nameEn, lat, lng }) => ({ id, name: { zh: nameZh, en: nameEn }, lat, lng }))
}
