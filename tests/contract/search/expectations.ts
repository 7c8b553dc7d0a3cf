import { z } from 'zod'
import type { SearchResult } from '../../../server/search/engine.ts'

const id = z.union([z.string(), z.number()])
const hit = z.union([id, z.looseObject({ id }).transform(document => document.id)])
const facets = z.record(z.string(), z.record(z.string(), z.int()))
const stats = z.record(z.string(), z.object({ min: z.number(), max: z.number() }))
const formatted = z.record(z.string(), z.union([z.string(), z.array(z.string())]))
const code = z.union([z.string(), z.looseObject({ code: z.string() }).transform(error => error.code)])

/** What a case may say of one answer; names of Meilisearch's own answers say the same. */
const said = z.looseObject({
  ids: z.array(hit),
  hits: z.array(hit),
  set: z.array(hit),
  first: z.array(hit),
  includes: z.array(hit),
  excludes: z.array(hit),
  total: z.int(),
  totalHits: z.int(),
  estimatedTotalHits: z.int(),
  facets,
  facetDistribution: facets,
  stats,
  facetStats: stats,
  highlighted: formatted,
  _formatted: formatted,
  facetHits: z.array(z.object({ value: z.string(), count: z.int() })),
  error: code,
  code: z.string(),
  note: z.string(),
}).partial()

export interface Expectation {
  /** In this order. */
  ids?: (string | number)[]
  /** In any order. */
  set?: (string | number)[]
  /** These come first, in this order; others may follow. */
  first?: (string | number)[]
  /** These are among the hits; these are not. */
  includes?: (string | number)[]
  excludes?: (string | number)[]
  total?: number
  facets?: z.infer<typeof facets>
  stats?: z.infer<typeof stats>
  /** Of the first hit; an array's texts with commas between. */
  highlighted?: Record<string, string>
  facetHits?: { value: string, count: number }[]
  /** Meilisearch's code. */
  error?: string
}

const byText = (a: string | number, b: string | number): number => String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0
const joined = (texts: z.infer<typeof formatted>) => Object.fromEntries(Object.entries(texts).map(([field, text]) => [field, [text].flat().join(', ')]))

function expectationIn(json: unknown): { expected: Expectation, note: string } {
  const says = said.parse(json)
  const ids = says.ids ?? says.hits
  const total = says.total ?? says.totalHits ?? says.estimatedTotalHits
  const counts = says.facets ?? says.facetDistribution
  const ranges = says.stats ?? says.facetStats
  const texts = says.highlighted ?? says._formatted
  const error = says.error ?? says.code
  return {
    note: says.note ?? '',
    expected: {
      ...(ids && { ids }),
      ...(says.set && { set: says.set.toSorted(byText) }),
      ...(says.first && { first: says.first }),
      ...(says.includes && { includes: says.includes }),
      ...(says.excludes && { excludes: says.excludes }),
      ...(total !== undefined && { total }),
      ...(counts && { facets: counts }),
      ...(ranges && { stats: ranges }),
      ...(texts && { highlighted: joined(texts) }),
      ...(says.facetHits && { facetHits: says.facetHits }),
      ...(error !== undefined && { error }),
    },
  }
}

/** What is expected of each search of a case: a list, or what is said of the first one and, in a note, of all. */
export function expectationsOf(expect: unknown, count: number): Expectation[] {
  const list = z.union([z.array(z.unknown()), z.object({ results: z.array(z.unknown()) }).transform(({ results }) => results)]).safeParse(expect).data
  if (list) return Array.from({ length: count }, (_, i) => expectationIn(list[i] ?? {}).expected)
  const { expected, note } = expectationIn(expect)
  const noted = readNote(note)
  return Array.from({ length: count }, (_, i) => ({ ...(i === 0 && expected), ...noted.get(i) }))
}

export const saysNothing = (expected: readonly Expectation[]): boolean => expected.every(one => Object.keys(one).length === 0)

/** What came, in the form of what was expected: the two are equal where the case holds. */
export function cameOf({ hits, total, facets: counts, stats: ranges }: SearchResult, expected: Expectation): Expectation {
  const ids = hits.map(one => one.id)
  const pick = <T>(from: Readonly<Record<string, T>>, keys: object) => Object.fromEntries(Object.keys(keys).map(key => [key, from[key]]))
  return {
    ...(expected.ids && { ids }),
    ...(expected.set && { set: ids.toSorted(byText) }),
    ...(expected.first && { first: ids.slice(0, expected.first.length) }),
    ...(expected.includes && { includes: expected.includes.filter(one => ids.includes(one)) }),
    ...(expected.excludes && { excludes: expected.excludes.filter(one => !ids.includes(one)) }),
    ...(expected.total !== undefined && { total }),
    ...(expected.facets && { facets: pick(counts, expected.facets) as Expectation['facets'] & {} }),
    ...(expected.stats && { stats: pick(ranges, expected.stats) as Expectation['stats'] & {} }),
    ...(expected.highlighted && { highlighted: pick(hits[0]?.highlighted ?? {}, expected.highlighted) as Expectation['highlighted'] & {} }),
  }
}

/**
 * What a note asserts, by the number of the search, in the forms in which cases say it: `results[1].hits ids {1,2}` (in any order; `[1,2]`
 * in this order), `results[1].facetDistribution.district = {Pudong:2,"Jing'an":1}`, `facetStats.price = {min:1,max:2}`,
 * `_formatted.title_en = "<em>…</em>"` or `["…"]`, `totalHits 8`, `invalid_search_filter`.
 */
export function readNote(note: string): Map<number, Expectation> {
  const found = new Map<number, Expectation>()
  const add = (nth: string | undefined, expected: Expectation) => {
    const before = found.get(Number(nth ?? 0)) ?? {}
    const merged = (key: 'facets' | 'stats' | 'highlighted') => expected[key] && { [key]: { ...before[key], ...expected[key] } }
    found.set(Number(nth ?? 0), { ...before, ...expected, ...merged('facets'), ...merged('stats'), ...merged('highlighted') })
  }
  const each = (form: string) => [...note.matchAll(new RegExp(String.raw`(?:results\[(\d+)\][.: ] ?)?` + form, 'gu'))]
  const idsIn = (text: string) => text.split(',').filter(one => one.trim() !== '').map(one => JSON.parse(one) as string | number)
  for (const [, nth, inAnyOrder, inOrder = ''] of each(String.raw`(?:hits? ?)?\bids ?[=:]? ?(?:\{([^}]*)\}|\[([^\]]*)\])`)) {
    add(nth, inAnyOrder === undefined ? { ids: idsIn(inOrder) } : { set: idsIn(inAnyOrder).toSorted(byText) })
  }
  const pairs = (text: string) => [...text.matchAll(/(?:"([^"]*)"|([^",:]+)):\s*([\d.]+)/gu)]
    .map(([, quoted, plain = '', value]) => [quoted ?? plain.trim(), Number(value)] as const)
  for (const [, nth, field = '', counts = ''] of each(String.raw`facetDistribution\.([\w.]+) ?[=:] ?\{([^}]*)\}`)) {
    add(nth, { facets: { [field]: Object.fromEntries(pairs(counts)) } })
  }
  for (const [, nth, field = '', range = ''] of each(String.raw`facetStats\.([\w.]+) ?[=:] ?\{([^}]*)\}`)) {
    add(nth, { stats: z.record(z.string(), z.object({ min: z.number(), max: z.number() })).parse({ [field]: Object.fromEntries(pairs(range)) }) })
  }
  for (const [, nth, field = '', text, single, texts] of each(String.raw`(?:hits\[0\]\.)?_formatted\.([\w.]+) ?[=:] ?(?:"([^"]*)"|'([^']*)'|(\[[^\]]*\]))`)) {
    add(nth, { highlighted: joined(formatted.parse({ [field]: texts === undefined ? text ?? single : JSON.parse(texts) })) })
  }
  for (const [, nth, total] of each(String.raw`(?:estimatedT|t)otalHits ?[=:]? ?(\d+)`)) add(nth, { total: Number(total) })
  for (const [, nth, error = ''] of each(String.raw`\b(invalid_[a-z_]+)`)) add(nth, { error })
  return found
}
