import { sql } from 'drizzle-orm'
import type { LocalText } from '#shared/locale.ts'
import type { Db } from '../platform/database.ts'

export interface FacetNames {
  scenario: ReadonlyMap<string, LocalText>
  category: ReadonlyMap<string, LocalText>
  district: ReadonlyMap<string, LocalText>
}

const keepMs = 60_000
const kept = new WeakMap<Db, { names: Promise<FacetNames>, until: number }>()

/** What the facets' values are called; at most a minute old. */
export function facetNames(db: Db): Promise<FacetNames> {
  const known = kept.get(db)
  if (known && known.until > performance.now()) return known.names
  const names = loadNames(db)
  kept.set(db, { names, until: performance.now() + keepMs })
  names.catch(() => kept.delete(db))
  return names
}

async function loadNames(db: Db): Promise<FacetNames> {
  const { rows } = await db.execute<{ facet: keyof FacetNames, value: string, zh: string, en: string }>(sql`
    select 'scenario' as facet, slug as value, title_zh as zh, title_en as en from scenario
    union all select 'category', slug, name_zh, name_en from category
    union all select 'district', id, name_zh, name_en from district`)
  const of = (facet: keyof FacetNames) => new Map(rows.filter(row => row.facet === facet).map(({ value, zh, en }) => [value, { zh, en }]))
  return { scenario: of('scenario'), category: of('category'), district: of('district') }
}
