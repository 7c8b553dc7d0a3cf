import type { LocalText } from '#shared/locale.ts'
import type { SearchAnswer, SearchQuery } from '#shared/schemas/catalog.ts'
import { now } from '../platform/clock.ts'
import { askedOf, groupsOf, sortOf, type Asked, type Relaxation } from './ask.ts'
import { bundleIndex } from './bundle-index.ts'
import { knownCity, todayIn, understandIn, type City } from './city.ts'
import { storedBundle } from './document.ts'
import { EngineAwayError, type Hit, type SearchEngine, type SearchResult } from './engine.ts'
import { wordFinder } from './find-by-words.ts'
import { listMeanwhile } from './list-meanwhile.ts'
import type { SearchContext } from './sync.ts'
import type { Understood } from './understand.ts'

const pageSize = 24
const marks = { before: '\uE000', after: '\uE001' }
const highlighted = ['title_zh', 'title_en', 'summary_zh', 'summary_en'] as const

/**
 * A page of bundles with the facets around it. Words for places and times filter; `find-by-words.ts` says what is done about the others.
 * Where nothing is found at all, it says what to let go of. While the engine is away, or filled for the first time, bundles are listed all
 * the same.
 */
export async function searchBundles(ctx: Pick<SearchContext, 'db' | 'search'>, query: SearchQuery): Promise<SearchAnswer> {
  const { db, search } = ctx
  const [city, at] = await Promise.all([knownCity(db), now(db)])
  const understood = understandIn(city, at, query.q)
  try {
    if (await isFilled(search)) return await askEngine(ctx, { query, city, understood, today: todayIn(city, at) })
  } catch (error) {
    if (!(error instanceof EngineAwayError)) throw error
  }
  return await listMeanwhile(db, { query, understood, pageSize })
}

const filled = new WeakSet<SearchEngine>()

/** Once it is, it stays so. */
async function isFilled(search: SearchEngine): Promise<boolean> {
  if (!filled.has(search) && (await search.state(bundleIndex)).filled) filled.add(search)
  return filled.has(search)
}

async function askEngine({ search }: Pick<SearchContext, 'search'>, { query, city, understood, today }: {
  query: SearchQuery
  city: City
  understood: Understood
  today: string
}): Promise<SearchAnswer> {
  const asked = askedOf(query, understood)
  const find = wordFinder({ search })
  const { result, text, missed, match } = await find({
    q: asked.text,
    groups: groupsOf(asked),
    sort: sortOf(asked.sort, city.centres.get(asked.district[0] ?? '')),
    facets: ['scenario', 'category', 'district', 'languages', 'credentials', 'elder_friendly', 'instant', 'price'],
    page: query.page,
    hitsPerPage: pageSize,
    retrieve: ['card', 'free_days'],
    highlight: { fields: highlighted, ...marks },
  })
  return {
    total: result.total,
    page: query.page,
    pages: Math.ceil(result.total / pageSize),
    limited: false,
    understood,
    missed,
    match,
    hits: result.hits.map(hit => hitOf(hit, { marked: text !== '', today })),
    facets: facetsOf(result, { asked, names: city.names }),
    flags: { elder: result.facets.elder_friendly?.true ?? 0, instant: result.facets.instant?.true ?? 0 },
    price: result.stats.price ?? null,
    relaxations: result.total === 0 ? await relaxationsOf(find, { query, understood, asked }) : [],
  }
}

const plain = (value: string): LocalText => ({ zh: value, en: value })

function facetsOf({ facets }: SearchResult, { asked, names }: { asked: Asked, names: City['names'] }): SearchAnswer['facets'] {
  const values = (field: string, chosen: readonly string[], nameOf: (value: string) => LocalText | undefined) => {
    const counts = new Map(Object.entries(facets[field] ?? {}))
    // What is chosen stays in sight, so that it can be taken off.
    for (const value of chosen) if (nameOf(value) && !counts.has(value)) counts.set(value, 0)
    return [...counts].map(([value, count]) => ({ value, count, name: nameOf(value) ?? plain(value) }))
  }
  return {
    scenario: values('scenario', asked.scenario, value => names.scenario.get(value)),
    category: values('category', asked.category, value => names.category.get(value)),
    district: values('district', asked.district, value => names.district.get(value)),
    // The interface has words for these.
    language: values('languages', asked.language, plain),
    credential: values('credentials', asked.credential, plain),
  }
}

/** What each facet, left out alone, would show; the most first. */
async function relaxationsOf(find: ReturnType<typeof wordFinder>, { query, understood, asked }: {
  query: SearchQuery
  understood: Understood
  asked: Asked
}): Promise<SearchAnswer['relaxations']> {
  const groups = groupsOf(asked)
  const facets: Relaxation[] = [...new Set(groups.map(group => group.facet)), ...(asked.text === '' ? [] : ['q' as const])]
  const found = await Promise.all(facets.map(async facet => await find({
    q: facet === 'q' ? '' : asked.text, groups: groups.filter(group => group.facet !== facet), page: 1, hitsPerPage: 0,
  })))
  return facets.map((facet, i) => ({ facet, count: found[i]!.result.total, q: queryWithout(facet, query.q, understood) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
}

/** The words without those that mean this facet; without `q`, only those that mean a place or a time. */
function queryWithout(facet: Relaxation, q: string, { text, pieces }: Understood): string {
  const stays = pieces.filter(piece => (facet === 'time' ? piece.facet === 'district' : piece.facet !== facet)).map(piece => piece.said)
  if (stays.length === pieces.length && facet !== 'q') return q
  return [...new Set(stays), ...(facet === 'q' ? [] : [text])].join(' ').trim()
}

function hitOf({ document, highlighted: text }: Hit, { marked, today }: { marked: boolean, today: string }): SearchAnswer['hits'][number] {
  const { card, free_days } = storedBundle.parse(document)
  const of = (field: typeof highlighted[number], plain: string) => text[field] ?? plain
  const hasMatch = marked && highlighted.some(field => text[field]?.includes(marks.before))
  return {
    ...card,
    nextFreeDay: free_days?.find(date => date >= today) ?? null,
    highlight: hasMatch
      ? {
          title: { zh: of('title_zh', card.title.zh), en: of('title_en', card.title.en) },
          summary: { zh: of('summary_zh', card.summary.zh), en: of('summary_en', card.summary.en) },
        }
      : null,
  }
}
