import { sql } from 'drizzle-orm'
import type { SearchAnswer, SearchQuery } from '#shared/schemas/catalog.ts'
import type { Context } from '../platform/context.ts'
import type { Db, Queryable } from '../platform/database.ts'
import { takeFromLimit } from '../platform/rate-limit.ts'

const keepDays = 90
const flushAt = 200
const flushMs = 2_000

interface Note {
  words: string
  filters: Record<string, unknown>
  districts: string[]
  categories: string[]
  found: number
}

/** Of the first page of a search, what may be kept: no person, no address, no long number that somebody typed. */
function noteOf(query: SearchQuery, { understood, missed, total }: SearchAnswer): Note | undefined {
  const { q: _, page, category, district, ...filters } = query
  if (page !== 1) return undefined
  const said = understood.pieces.filter(piece => piece.facet === 'district').flatMap(piece => piece.values)
  const isSet = (value: unknown) => ![value].flat().every(one => one === undefined || one === 'relevance')
  return {
    words: understood.text.toLowerCase().replaceAll(/\S*@\S*|[+\d][\d\s-]{3,}\d/g, '…').slice(0, 100),
    filters: Object.fromEntries(Object.entries(filters).filter(([, value]) => isSet(value))),
    districts: [...new Set([...district, ...said])],
    categories: category,
    // What was found without a word that no bundle has is not what was looked for.
    found: missed.length > 0 ? 0 : total,
  }
}

const waiting = new WeakMap<Db, Note[]>()

/** Notes a search. Written in batches a moment later, so that nobody waits for it; a crash may lose the last two seconds. */
export function noteSearch(ctx: Pick<Context, 'db' | 'log'>, query: SearchQuery, answer: SearchAnswer): void {
  const note = noteOf(query, answer)
  if (!note) return
  const notes = waiting.get(ctx.db) ?? []
  waiting.set(ctx.db, notes)
  notes.push(note)
  if (notes.length === 1) setTimeout(() => void flushNotes(ctx), flushMs).unref()
  if (notes.length === flushAt) void flushNotes(ctx)
}

/** Writes what waits. A failure is told to the log: searches go on without notes. */
export async function flushNotes({ db, log }: Pick<Context, 'db' | 'log'>): Promise<void> {
  const notes = waiting.get(db)?.splice(0) ?? []
  if (notes.length === 0) return
  await db.execute(sql`
    insert into search_note (at, words, filters, districts, categories, found)
    select date_trunc('hour', linli_now()), words, filters, districts, categories, found
      from jsonb_to_recordset(${JSON.stringify(notes)}::jsonb) as note (words text, filters jsonb, districts text[], categories text[], found int)`)
    .catch((error: unknown) => log.warn({ err: error }, 'search: notes of searches were lost'))
}

/** Notes that a result was opened, and at which place of the list it stood. A bundle that nobody knows is not noted. */
export async function noteClick({ db }: Pick<Context, 'db'>, { slug, position, address }: {
  slug: string
  position: number
  /** Counted for a minute, so that nobody clicks a bundle to the top; not kept with the click. */
  address: string
}): Promise<void> {
  await takeFromLimit(db, { bucket: `search-click:${address}`, max: 60, windowSeconds: 60 })
  await db.execute(sql`
    insert into search_click (at, bundle_id, position) select date_trunc('hour', linli_now()), id, ${position} from bundle where slug = ${slug}`)
}

/** What the clicks of the last month add to each bundle's popularity: one from far down the list says more than one on the first. */
export async function clicksOf(db: Queryable, bundleIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await db.execute<{ id: string, score: number }>(sql`
    select bundle_id as id, round(10 * ln(1 + sum(log(2.0, 1 + position))))::int as score from search_click
     where bundle_id = any(${sql.param([...bundleIds])}::uuid[]) and at > linli_now() - interval '30 days' group by bundle_id`)
  return new Map(rows.map(row => [row.id, row.score]))
}

/** Forgets what is older than three months. */
export async function sweepNotes({ db }: Pick<Context, 'db'>): Promise<void> {
  await db.execute(sql`delete from search_note where at < linli_now() - make_interval(days => ${keepDays})`)
  await db.execute(sql`delete from search_click where at < linli_now() - make_interval(days => ${keepDays})`)
}
