import { dayPartOf, type DayPart } from '#shared/slot.ts'
import type { Meaning, Rule } from './understand.ts'

const on = (...values: string[]): Meaning[] => [{ facet: 'day', values }]
const inPart = (part: DayPart): Meaning => ({ facet: 'part', values: [part] })
const rule = (pattern: string, means: Rule['means']): Rule => ({ pattern: new RegExp(pattern, 'giu'), means })

// Numbers and hours

const number = '(\\d{1,2}|[一二两三四五六七八九十廿]{1,3})'
const digits: Record<string, number> = { 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 }

/** Up to 39, in digits or Chinese: 三, 十二, 二十, 廿八. NaN for what is no number (十十). */
function numberOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  const [, tens, one] = /^(?:([二三]?十|廿))?([一二两三四五六七八九]?)$/.exec(text) ?? []
  if (tens === undefined && !one) return NaN
  const ten = tens === undefined ? 0 : tens === '廿' ? 2 : digits[tens[0]!] ?? 1
  return 10 * ten + (digits[one ?? ''] ?? 0)
}

/** “三点半”, behind a word for the part of the day, to which it adds nothing that a search could use. */
const clock = `(?:\\s*${number.replace('(', '(?:')}[点:](?:半|钟|整|一刻|[0-5]\\d分?)?)?`
const atClock = '(?:\\s+(?:at|around)\\s+\\d{1,2}(?::[0-5]\\d)?(?:\\s*[ap]\\.?m\\b\\.?)?)?'

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
const week = '(?:周|星期|礼拜)'
const partWord = 'mornings?|afternoons?|evenings?|nights?'
/** The small words that lead to a time: they go with it. */
const lead = '(?:\\b(?:on|for|by)\\s+)?(?:\\bthe\\s+)?'
/** Between two days. */
const to = '\\s*(?:到|至|to|till|until|through|[-–~])\\s*'
/** “一周一次” says how often, not when. */
const notOften = '(?<![一二两三四五六\\d])'

/** So does “每周一到周五”: a rhythm, and no day. */
export const rhythm = new RegExp(
  `每个?(?:${week}[一二三四五六日天末](?:${to}${week}?[一二三四五六日天])?|工作日|平日)`
  + `|\\bevery\\s+(?:week(?:day|end)|working\\s+day|(?:${fullDay}|${shortDay})(?:${to}(?:${fullDay}|${shortDay}))?)s?\\b`, 'giu')

export function dayRules(today: string): Rule[] {
  const plus = (days: number): string => new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay() || 7
  /** The next day of this number, today included; with `next`, the one of the week that begins on the next Monday. */
  const dayOf = (wanted: number, next: boolean): string => plus(next ? wanted - weekday + 7 : (wanted - weekday + 7) % 7)
  const named = (name: string, next: boolean): Meaning[] => on(dayOf(weekdays[name.toLowerCase()]!, next))
  /** From one day of the week to another, also over its end. */
  const range = (from: number, to: number, next = false): Meaning[] =>
    on(...Array.from({ length: (to - from + 7) % 7 + 1 }, (_, i) => dayOf((from - 1 + i) % 7 + 1, next)).sort())
  const between = (from: string, to: string, next: boolean): Meaning[] =>
    range(weekdays[from.toLowerCase()]!, weekdays[to.toLowerCase()]!, next)
  const weekend = (next: boolean): Meaning[] => {
    if (next) return on(plus(13 - weekday), plus(14 - weekday))
    return weekday === 7 ? on(today) : on(plus(6 - weekday), plus(7 - weekday))
  }
  const isAhead = (text: string): boolean => text >= today && isDate(text)
  const found = (written: readonly string[]): Meaning[] => written.filter(isAhead).slice(0, 1).flatMap(text => on(text))
  /** A day of the year that is still to come: this year's, or the next one's. */
  const date = (month: number, dayOfMonth: number): Meaning[] => {
    const year = Number(today.slice(0, 4))
    return found([year, year + 1].map(one => written(one, month, dayOfMonth)))
  }
  /** This month's day of this number, or that of the next month that has one. */
  const dayOfMonth = (wanted: number): Meaning[] => {
    const [year = 0, month = 0] = today.split('-').map(Number)
    return found([0, 1, 2].map(ahead => written(year + Math.floor((month - 1 + ahead) / 12), (month - 1 + ahead) % 12 + 1, wanted)))
  }
  const monthOf = (name: string) => months.indexOf(name.slice(0, 3).toLowerCase()) + 1
  return [
    rule(`${lead}\\b(\\d{4}-\\d{2}-\\d{2})\\b`, ([, text = '']) => (isDate(text) ? on(text) : [])),
    rule(`${number}月${number}[日号]`, ([, month = '', wanted = '']) => date(numberOf(month), numberOf(wanted))),
    rule(`${lead}\\b(${monthName})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?\\b`, ([, month = '', wanted]) => date(monthOf(month), Number(wanted))),
    rule(`${lead}\\b(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?(${monthName})\\b`, ([, wanted, month = '']) => date(monthOf(month), Number(wanted))),
    // A number of its own: neither 3号楼 nor 1号管家.
    rule(`(?<=^|[\\s,，、])${number}号(?=$|[\\s,，、的早上中下晚])`, ([, wanted = '']) => dayOfMonth(numberOf(wanted))),
    rule('大后天', () => on(plus(3))),
    rule('后天', () => on(plus(2))),
    rule(`(?:今天晚上|今晚上?)${clock}`, () => [...on(today), inPart('evening')]),
    rule(`(?:明天晚上|明晚上?)${clock}`, () => [...on(plus(1)), inPart('evening')]),
    rule(`明早上?${clock}`, () => [...on(plus(1)), inPart('morning')]),
    rule('今[天日]', () => on(today)),
    rule('明[天日]', () => on(plus(1))),
    rule(`下(?:个)?${week}末`, () => weekend(true)),
    rule(`(?:这个?|本)?${week}末`, () => weekend(false)),
    rule(`下(?:个)?${week}([一二三四五六日天])${to}${week}?([一二三四五六日天])`, ([, from = '', end = '']) => between(from, end, true)),
    rule(`${notOften}(?:这个?|本)?${week}([一二三四五六日天])${to}${week}?([一二三四五六日天])`, ([, from = '', end = '']) => between(from, end, false)),
    rule(`下(?:个)?${week}([一二三四五六日天])`, ([, name = '']) => named(name, true)),
    rule(`${notOften}(?:这个?|本)?${week}([一二三四五六日天])(?!次|回|趟)`, ([, name = '']) => named(name, false)),
    rule(`下(?:个)?${week}`, () => range(1, 7, true)),
    rule('工作日|平日', () => range(1, 5)),
    rule(`${lead}\\bday\\s+after\\s+tomorrow\\b`, () => on(plus(2))),
    rule(`\\btonight\\b${atClock}`, () => [...on(today), inPart('evening')]),
    rule(`${lead}\\btoday\\b`, () => on(today)),
    rule(`${lead}\\btomorrow\\b`, () => on(plus(1))),
    rule('(?:\\b(?:on|at|for)\\s+)?\\bnext\\s+weekend\\b', () => weekend(true)),
    rule('(?:\\b(?:on|at|for|over)\\s+)?(?:\\b(?:this|the)\\s+)?\\bweekend\\b', () => weekend(false)),
    rule(`(?:\\b(?:on|from)\\s+)?\\b(next\\s+)?(${fullDay}|${shortDay})${to}(${fullDay}|${shortDay})\\b`,
      ([, next, from = '', end = '']) => between(from, end, next !== undefined)),
    rule(`(?:\\b(?:on|for)\\s+)?\\bnext\\s+(${fullDay}|${shortDay})\\b`, ([, name = '']) => named(name, true)),
    rule(`(?:\\b(?:on|for)\\s+)?(?:\\bthis\\s+)?\\b(${fullDay})s?\\b`, ([, name = '']) => named(name, false)),
    rule('(?:\\b(?:in|for)\\s+)?\\bnext\\s+week\\b', () => range(1, 7, true)),
    rule('(?:\\b(?:on|for)\\s+)?\\b(?:weekdays?|working\\s+days?)\\b', () => range(1, 5)),
    // “Sun” is a word of its own too (sun protection): only with one beside it that speaks of time.
    rule(`\\b(?:on|this)\\s+(${shortDay})\\b|\\b(${shortDay})\\b(?=\\s+(?:${partWord})\\b)|(?<=\\bsat\\s*(?:and|or|&|,|/)\\s*)\\b(sun)\\b`,
      ([, ...names]) => named(names.find(name => name !== undefined) ?? '', false)),
    rule('\\b(mon|tues?|wed|thu(?:rs?)?|fri|sat)\\b\\.?(?![\'’\\p{L}-])', ([, name = '']) => named(name, false)),
  ]
}

const written = (year: number, month: number, day: number): string =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`

function isDate(text: string): boolean {
  const moment = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text)
}

// Parts of the day

const partsByWord: Record<string, DayPart> = {
  早上: 'morning', 上午: 'morning', 早晨: 'morning', 清晨: 'morning', 下午: 'afternoon', 午后: 'afternoon', 晚上: 'evening', 傍晚: 'evening',
  morning: 'morning', afternoon: 'afternoon', evening: 'evening', night: 'evening',
}

/** Of an hour that says neither: who says “3点” means the afternoon. */
const likelyHour = (hour: number): number => (hour >= 1 && hour < 7 ? hour + 12 : hour)
const atHour = (hour: number): Meaning[] => (hour < 24 ? [inPart(dayPartOf(hour * 60))] : [])

export const partRules: Rule[] = [
  rule(`(早上|上午|早晨|清晨|下午|午后|晚上|傍晚)${clock}`, ([, word = '']) => [inPart(partsByWord[word]!)]),
  // In digits: “便宜一点” is no hour.
  rule('(?<![\\d.:])(\\d{1,2})点(?:半|钟|整|[0-5]\\d分?)?(?![\\d心赞])', ([, hour]) => atHour(likelyHour(Number(hour)))),
  rule('(?:\\b(?:at|around)\\s+)?\\b(1[0-2]|[1-9])(?::[0-5]\\d)?\\s*([ap])\\.?m\\b\\.?', ([, hour, half = '']) =>
    atHour(Number(hour) % 12 + (half.toLowerCase() === 'p' ? 12 : 0))),
  rule('(?:\\b(?:at|around)\\s+)?(?<![\\d.:-])([01]?\\d|2[0-3]):[0-5]\\d(?![\\d:])', ([, hour]) => atHour(Number(hour))),
  rule(`(?:\\b(?:in|on|during)\\s+)?(?:\\bthe\\s+)?\\b(${partWord})\\b${atClock}`, ([, word = '']) => [inPart(partsByWord[word.toLowerCase().replace(/s$/, '')]!)]),
]
