import type { LocalText } from '#shared/locale.ts'
import type { DayPart } from '#shared/slot.ts'
import { simplifyText } from './fold.ts'

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

type Meaning = Omit<Piece, 'said' | 'without'>
interface Rule { pattern: RegExp, means: (match: RegExpMatchArray) => Meaning[] }

/**
 * Takes the words for districts, days and parts of a day out of a query: “徐汇 周六 保洁”, “cleaning in Xuhui on Saturday morning”. Words
 * between quotation marks are left alone, so that an “evening walk” can be looked for by its name.
 */
export function understand(q: string, surroundings: Surroundings): Understood {
  const folded = simplifyText(q)
  const quoted = [...folded.matchAll(/"[^"]*"?|[“「][^”」]*[”」]?/g)].map(spanOf)
  const taken: { from: number, to: number, meanings: Meaning[] }[] = []
  for (const { pattern, means } of [...dayRules(surroundings.today), ...partRules, ...districtRules(surroundings.districts)]) {
    for (const match of folded.matchAll(pattern)) {
      const span = spanOf(match)
      if ([...quoted, ...taken].some(other => span.from < other.to && other.from < span.to)) continue
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

// Days

const weekdays: Record<string, number> = {
  一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 日: 7, 天: 7,
  monday: 1, tuesday: 2, wednesday: 3, thursday: 4, friday: 5, saturday: 6, sunday: 7,
  mon: 1, tue: 2, tues: 2, wed: 3, thu: 4, thur: 4, thurs: 4, fri: 5, sat: 6, sun: 7,
}
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const monthName = 'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
const fullDay = 'monday|tuesday|wednesday|thursday|friday|saturday|sunday'
const shortDay = 'mon|tues?|wed|thu(?:rs?)?|fri|sat|sun'
/** The small words that lead to a time: they go with it. */
const lead = '(?:\\b(?:on|for|by)\\s+)?(?:\\bthe\\s+)?'

const on = (...values: string[]): Meaning[] => [{ facet: 'day', values }]
const inPart = (part: DayPart): Meaning => ({ facet: 'part', values: [part] })

function dayRules(today: string): Rule[] {
  const plus = (days: number): string => new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay() || 7
  /** The next day of this name, today included; with `next`, the one of the week that begins on the next Monday. */
  const named = (name: string, next: boolean): Meaning[] => {
    const wanted = weekdays[name.toLowerCase()]!
    return on(plus(next ? wanted - weekday + 7 : (wanted - weekday + 7) % 7))
  }
  const weekend = (next: boolean): Meaning[] => {
    if (next) return on(plus(13 - weekday), plus(14 - weekday))
    return weekday === 7 ? on(today) : on(plus(6 - weekday), plus(7 - weekday))
  }
  /** A day of the year that is still to come: this year's, or the next one's. */
  const date = (month: number, dayOfMonth: number): Meaning[] => {
    const year = Number(today.slice(0, 4))
    const written = [year, year + 1].map(one => `${one}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`)
    const found = written.find(text => text >= today && isDate(text))
    return found === undefined ? [] : on(found)
  }
  const monthOf = (name: string) => months.indexOf(name.slice(0, 3).toLowerCase()) + 1
  const rule = (pattern: string, means: Rule['means']): Rule => ({ pattern: new RegExp(pattern, 'giu'), means })
  return [
    rule(`${lead}\\b(\\d{4}-\\d{2}-\\d{2})\\b`, ([, text = '']) => (isDate(text) ? on(text) : [])),
    rule('(\\d{1,2})月(\\d{1,2})[日号]', ([, month, dayOfMonth]) => date(Number(month), Number(dayOfMonth))),
    rule(`${lead}\\b(${monthName})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?\\b`, ([, month = '', dayOfMonth]) => date(monthOf(month), Number(dayOfMonth))),
    rule(`${lead}\\b(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?(${monthName})\\b`, ([, dayOfMonth, month = '']) => date(monthOf(month), Number(dayOfMonth))),
    rule('大后天', () => on(plus(3))),
    rule('后天', () => on(plus(2))),
    rule('(?:今天晚上|今晚上?)', () => [...on(today), inPart('evening')]),
    rule('(?:明天晚上|明晚上?)', () => [...on(plus(1)), inPart('evening')]),
    rule('明早上?', () => [...on(plus(1)), inPart('morning')]),
    rule('今[天日]', () => on(today)),
    rule('明[天日]', () => on(plus(1))),
    rule('下(?:个)?(?:周|星期|礼拜)末', () => weekend(true)),
    rule('(?:这个?|本)?(?:周|星期|礼拜)末', () => weekend(false)),
    rule('下(?:个)?(?:周|星期|礼拜)([一二三四五六日天])', ([, name = '']) => named(name, true)),
    // “一周一次” and “每周六” say how often, not when.
    rule('(?<![一二两三四五六每\\d])(?:这个?|本)?(?:周|星期|礼拜)([一二三四五六日天])(?!次|回|趟|到|至)', ([, name = '']) => named(name, false)),
    rule(`${lead}\\bday\\s+after\\s+tomorrow\\b`, () => on(plus(2))),
    rule('\\btonight\\b', () => [...on(today), inPart('evening')]),
    rule(`${lead}\\btoday\\b`, () => on(today)),
    rule(`${lead}\\btomorrow\\b`, () => on(plus(1))),
    rule('(?:\\b(?:on|at|for)\\s+)?\\bnext\\s+weekend\\b', () => weekend(true)),
    rule('(?:\\b(?:on|at|for|over)\\s+)?(?:\\b(?:this|the)\\s+)?\\bweekend\\b', () => weekend(false)),
    rule(`(?:\\b(?:on|for)\\s+)?\\bnext\\s+(${fullDay}|${shortDay})\\b`, ([, name = '']) => named(name, true)),
    rule(`(?<!\\bevery\\s+)(?:\\b(?:on|for)\\s+)?(?:\\bthis\\s+)?\\b(${fullDay})s?\\b`, ([, name = '']) => named(name, false)),
    // Short names are words of their own (“sun”, “sat”): only with a word beside them that speaks of time.
    rule(`\\b(?:on|this)\\s+(${shortDay})\\b|\\b(${shortDay})\\b(?=\\s+(?:${partWord})\\b)`, ([, one, other]) => named(one ?? other ?? '', false)),
  ]
}

function isDate(text: string): boolean {
  const moment = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text)
}

// Parts of the day

const partsByWord: Record<string, DayPart> = {
  早上: 'morning', 上午: 'morning', 早晨: 'morning', 清晨: 'morning', 下午: 'afternoon', 午后: 'afternoon', 晚上: 'evening', 傍晚: 'evening',
  morning: 'morning', afternoon: 'afternoon', evening: 'evening', night: 'evening',
}
const partWord = 'mornings?|afternoons?|evenings?|nights?'

const partRules: Rule[] = [
  { pattern: /(?:早上|上午|早晨|清晨|下午|午后|晚上|傍晚)/gu, means: ([word]) => [inPart(partsByWord[word]!)] },
  {
    pattern: new RegExp(`(?:\\b(?:in|on|during)\\s+)?(?:\\bthe\\s+)?\\b(${partWord})\\b`, 'giu'),
    means: ([, word = '']) => [inPart(partsByWord[word.toLowerCase().replace(/s$/, '')]!)],
  },
]

// Districts

/** What follows a district's name where it is part of another: 黄浦江, 静安寺, 长宁路. */
const otherPlace = '(?!江|路|寺|公园|大道|滨江)'

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
