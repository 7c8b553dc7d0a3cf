import type { LocalText } from '#shared/locale.ts'
import { halfWidth, simplifyText } from './fold.ts'
import { dayRules, partRules, rhythm } from './understand-times.ts'

/** A run of words that means a place or a time, not a service. */
export interface Piece {
  facet: 'district' | 'day' | 'part'
  /** Any of them will do: a weekend has two days. */
  values: string[]
  /** The words as they were typed. */
  said: string
  /** The query without them. */
  without: string
}

export interface Understood {
  /** What is left to search for. */
  text: string
  pieces: Piece[]
}

export interface Surroundings {
  /** `YYYY-MM-DD` where the visitor is. */
  today: string
  districts: readonly { id: string, name: LocalText }[]
}

export type Meaning = Omit<Piece, 'said' | 'without'>
/** `pattern` is global, and meets text that is simplified and of half width. */
export interface Rule { pattern: RegExp, means: (match: RegExpMatchArray) => Meaning[] }

/**
 * Takes the words for districts, days and parts of a day out of a query: “徐汇 周六 保洁”, “cleaning in Xuhui on Saturday morning”. Words
 * between quotation marks are left alone, so that an “evening walk” can be looked for by its name; so are words that are not wanted
 * (-xuhui).
 */
export function understand(q: string, surroundings: Surroundings): Understood {
  const folded = simplifyText(halfWidth(q))
  const leftAlone = [/"[^"]*"?|[“「][^”」]*[”」]?|(?<=^|\s)-\S+/g, rhythm].flatMap(pattern => [...folded.matchAll(pattern)].map(spanOf))
  const taken: { from: number, to: number, meanings: Meaning[] }[] = []
  for (const { pattern, means } of [...dayRules(surroundings.today), ...partRules, ...districtRules(surroundings.districts)]) {
    for (const match of folded.matchAll(pattern)) {
      const span = spanOf(match)
      if ([...leftAlone, ...taken].some(other => span.from < other.to && other.from < span.to)) continue
      const meanings = means(match)
      if (meanings.length > 0) taken.push({ ...span, meanings })
    }
  }
  taken.sort((a, b) => a.from - b.from)
  return {
    text: cut(q, taken),
    pieces: taken.flatMap(piece => piece.meanings.map(meaning => ({
      ...meaning, said: q.slice(piece.from, piece.to).trim(), without: cut(q, [piece]),
    }))),
  }
}

const spanOf = ({ 0: text, index = 0 }: RegExpMatchArray) => ({ from: index, to: index + text.length })

function cut(q: string, spans: readonly { from: number, to: number }[]): string {
  let rest = ''
  let at = 0
  for (const { from, to } of spans) {
    rest += `${q.slice(at, from)} `
    at = to
  }
  return (rest + q.slice(at)).replaceAll(/\s+([,，、;；])/g, '$1').replaceAll(/\s+/g, ' ').replaceAll(/^[\s,，、;；]+|[\s,，、;；]+$/g, '')
}

// Districts

/** What follows a district's name where it is part of another: 黄浦江, 静安寺, 长宁路. */
const otherPlace = '(?!江|路|寺|公园|大道|滨江|山|桥|大桥|隧道)'

function districtRules(districts: Surroundings['districts']): Rule[] {
  return districts.flatMap(({ id, name }): Rule[] => {
    const means = (): Meaning[] => [{ facet: 'district', values: [id] }]
    const short = name.zh.replace(/(?:新区|区|县|市)$/u, '')
    const english = [...new Set([name.en, name.en.replaceAll(/['’]/g, ''), name.en.replaceAll('\'', '’'), id.replaceAll('-', ' ')])]
    const spelled = english.filter(text => text !== '').map(literal).join('|')
    return [
      ...(short.length > 1 ? [{ pattern: new RegExp(`(?:在)?${literal(short)}(?:新区|区)?${otherPlace}`, 'gu'), means }] : []),
      {
        pattern: new RegExp(`(?:\\b(?:in|around|near|at)\\s+)?(?<![\\p{L}\\p{N}])(?:${spelled})(?:\\s+(?:new\\s+)?district)?(?![\\p{L}\\p{N}])`, 'giu'),
        means,
      },
    ]
  })
}

const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
