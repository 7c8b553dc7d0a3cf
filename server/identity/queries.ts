import { asc, sql } from 'drizzle-orm'
import type { LocalText } from '#shared/locale.ts'
import type { Queryable } from '../platform/database.ts'
import { district } from './schema.ts'

export interface Membership {
  providerId: string
  slug: string
  name: LocalText
  role: 'owner' | 'manager' | 'worker'
}

/** The providers of which a person is a member. The provider's name stands in the catalogue's table, which this slice only joins. */
export async function memberships(db: Queryable, personId: string): Promise<Membership[]> {
  const { rows } = await db.execute<{ provider_id: string, slug: string, name_zh: string, name_en: string, role: Membership['role'] }>(sql`
    select m.provider_id, p.slug, p.name_zh, p.name_en, m.role
      from provider_member m join provider p on p.id = m.provider_id
     where m.person_id = ${personId}
     order by m.created_at, m.provider_id`)
  return rows.map(row => ({ providerId: row.provider_id, slug: row.slug, name: { zh: row.name_zh, en: row.name_en }, role: row.role }))
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
