import { sql } from 'drizzle-orm'
import { pagesOf, type Page } from '#shared/paging.ts'

export interface PagePart {
  limit: number
  offset: number
}

export type Paged<Row> = Page & { rows: Row[] }

/** Beside each row of a page: how many there are in all. */
export const totalOfAll = sql<number>`count(*) over ()`.mapWith(Number)

/**
 * One page of a list. Past its end, where what was there has been dealt with meanwhile, it is the last page that there is.
 *
 * @param read the rows of a part in the list's order, each with `total`: how many there are in all.
 */
export async function readPage<Row extends { total: number }>(
  { page, perPage }: { page: number, perPage: number }, read: (part: PagePart) => Promise<readonly Row[]>,
): Promise<Paged<Omit<Row, 'total'>>> {
  const rows = await read({ limit: perPage, offset: (page - 1) * perPage })
  if (rows.length === 0 && page > 1) {
    const [first] = await read({ limit: 1, offset: 0 })
    return await readPage({ page: Math.min(pagesOf(first?.total ?? 0, perPage), page - 1), perPage }, read)
  }
  const total = rows[0]?.total ?? 0
  return { rows: rows.map(({ total: _, ...row }) => row), total, page, pages: pagesOf(total, perPage) }
}
