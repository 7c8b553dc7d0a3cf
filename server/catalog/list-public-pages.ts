import { sql } from 'drizzle-orm'
import type { Queryable } from '../platform/database.ts'

/** Paths of the pages that are the same for everybody: the most that one sitemap may name is 50,000 addresses, in two languages. */
export async function listPublicPages(db: Queryable): Promise<string[]> {
  const { rows } = await db.execute<{ path: string }>(sql`
    (select '/scenarios/' || slug as path from scenario order by slug)
    union all (select '/bundles/' || b.slug from bundle b join provider p on p.id = b.provider_id and p.status = 'verified'
      where b.status = 'published' order by b.popularity desc, b.slug limit 20000)
    union all (select '/providers/' || slug from provider where status = 'verified' order by slug limit 4000)`)
  return ['/', '/search', ...rows.map(row => row.path)]
}
