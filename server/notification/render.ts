import type { Locale } from '#shared/locale.ts'
import type { ToldBooking, ToldLeg, ToldVisit } from '../booking/index.ts'
import type { Mail } from '../platform/mail.ts'
import { entryOf } from './booking-calendar.ts'
import { calendarFile } from './ics-file.ts'
import { nameIn, textIn } from './local-text.ts'
import { fill, frameWording, stateWording, templates, type Sentences, type Template } from './wording.ts'

export interface Reader {
  name: string
  locale: Locale
  /** Named on a booking, without an account of their own: no page of ours would open for them. */
  isGuest: boolean
}

export interface NoticeInput {
  template: Template
  booking: ToldBooking
  /** What it is about; none where it is about money. */
  legs: readonly ToldLeg[]
  /** Of a care plan. */
  visits?: readonly ToldVisit[]
  reader: Reader
  /** Of a refund. */
  money?: { amount: number, currency: string }
  siteUrl: string
}

export type RenderedMail = Omit<Mail, 'to'>

const tags: Record<Locale, string> = { 'zh-CN': 'zh-CN', 'en': 'en-GB' }

/** “11月25日周三 09:00–10:30”, “Wed 25 Nov, 09:00–10:30”: by the clocks of the place. */
export function formatWhen(locale: Locale, { start, end, zone }: Pick<ToldLeg, 'start' | 'end' | 'zone'>): string {
  const month = locale === 'en' ? 'short' : 'long'
  const day = new Intl.DateTimeFormat(tags[locale], { timeZone: zone, month, day: 'numeric', weekday: 'short' })
  const time = new Intl.DateTimeFormat(tags[locale], { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const [from, to] = [day.format(start), day.format(end)]
  return `${from} ${time.format(start)}–${from === to ? '' : `${to} `}${time.format(end)}`
}

/** “11月26日周四、12月3日周四”, “Thu 26 Nov, Thu 3 Dec”: by the calendar of the place. */
function formatDays(locale: Locale, visits: readonly ToldVisit[]): string {
  const month = locale === 'en' ? 'short' : 'long'
  return visits.map(({ start, zone }) => new Intl.DateTimeFormat(tags[locale], { timeZone: zone, month, day: 'numeric', weekday: 'short' }).format(start))
    .join(locale === 'en' ? '; ' : '、')
}

function zoneName(locale: Locale, { start, zone }: ToldLeg): string {
  const parts = new Intl.DateTimeFormat(tags[locale], { timeZone: zone, timeZoneName: 'long' }).formatToParts(start)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone
}

export function formatMoney(locale: Locale, { amount, currency }: { amount: number, currency: string }): string {
  const format = new Intl.NumberFormat(tags[locale], { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)]

/** What the sentences of a template may name. */
function valuesOf({ booking, legs, visits = [], reader: { locale, name }, money }: NoticeInput): Record<string, string> {
  const { joined } = frameWording[locale]
  const text = textIn(locale)
  const [first] = legs
  return {
    name,
    booking: text(booking.title),
    reference: booking.reference,
    legs: legs.map(leg => text(leg.title)).join(joined),
    provider: unique(legs.map(leg => nameIn(locale)(leg.provider))).join(joined),
    when: first ? formatWhen(locale, first) : '',
    days: formatDays(locale, visits),
    where: first ? text(first.address) : '',
    amount: money ? formatMoney(locale, money) : '',
  }
}

/** One short message, without a link: a phone is no place to sign in from a text. */
export function renderSms(input: NoticeInput): string {
  const { locale } = input.reader
  return frameWording[locale].sms + fill(templates[input.template].words[locale].sms, valuesOf(input))
}

interface Fact {
  label: string
  value: string
}

function factsOf(leg: ToldLeg, locale: Locale): Fact[] {
  const words = frameWording[locale]
  const text = textIn(locale)
  const people = leg.resources.filter(({ kind }) => kind === 'worker').map(({ name }) => nameIn(locale)(name)).join(words.joined)
  return [
    { label: words.when, value: formatWhen(locale, leg) },
    { label: words.where, value: text(leg.address) },
    { label: words.provider, value: nameIn(locale)(leg.provider) },
    { label: words.people, value: people },
  ].filter(({ value }) => value !== '')
}

const isNamed = (locale: Locale, state: string): state is keyof (typeof stateWording)[Locale] => Object.hasOwn(stateWording[locale], state)

/** A notice as a mail: the same in plain text and in HTML that loads nothing, with a calendar file where times were agreed. */
export function renderMail(input: NoticeInput): RenderedMail {
  const { booking, reader: { locale }, siteUrl } = input
  const { words, path, ...kind } = templates[input.template]
  const frame = frameWording[locale]
  const values = valuesOf(input)
  const legs = kind.bare ? [] : kind.whole ? booking.legs : input.legs
  const title = (leg: ToldLeg) => {
    const state = kind.whole && isNamed(locale, leg.state) ? ` · ${stateWording[locale][leg.state]}` : ''
    return textIn(locale)(leg.title) + state
  }
  const parts = {
    ...partsOf({ words: words[locale], values, locale }),
    legs: legs.map(leg => ({ title: title(leg), facts: factsOf(leg, locale) })),
    facts: [{ label: frame.recipient, value: booking.recipientName }, { label: frame.reference, value: booking.reference },
      { label: frame.visits, value: formatDays(locale, input.visits ?? []) }]
      .filter(({ value }) => value !== ''),
    zone: legs[0] ? fill(frame.zone, { zone: zoneName(locale, legs[0]) }) : '',
    links: path && !input.reader.isGuest ? [linkTo({ path: path.replace('{id}', booking.id) }, { locale, siteUrl })] : [],
  }
  return {
    ...mailOf(parts),
    ...(kind.calendar && legs.length > 0 && {
      attachments: [{
        filename: `linli-${booking.reference}.ics`,
        content: calendarFile({
          title: values.booking ?? '', entries: legs.map(leg => entryOf(booking, leg)), locale, siteUrl, method: 'publish',
        }),
        contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
      }],
    }),
  }
}

interface Link {
  /** Default: that it opens what the letter is about. */
  label?: string
  /** Below the reader's language. */
  path: string
}

const linkTo = ({ label, path }: Link, { locale, siteUrl }: { locale: Locale, siteUrl: string }) =>
  ({ label: label ?? frameWording[locale].open, url: siteUrl + (locale === 'en' ? '/en' : '') + path })

function partsOf({ words, values, locale }: { words: Sentences, values: Record<string, string>, locale: Locale }): Parts {
  const frame = frameWording[locale]
  return {
    locale,
    subject: fill(words.subject, values),
    hello: fill(frame.hello, values),
    lead: fill(words.text, values),
    legs: [], facts: [], zone: '', links: [],
    foot: [frame.why, frame.sign],
  }
}

const mailOf = (parts: Parts): RenderedMail =>
  ({ subject: parts.subject.replaceAll(/\s+/g, ' '), text: plainText(parts), html: htmlOf(parts) })

export interface Letter {
  words: Record<Locale, Sentences>
  links: readonly Link[]
  values: Record<string, string>
  reader: Pick<Reader, 'name' | 'locale'>
  siteUrl: string
}

/** A notice that is about no booking. */
export function renderLetter({ words, links, values, reader: { name, locale }, siteUrl }: Letter): RenderedMail {
  const parts = partsOf({ words: words[locale], values: { ...values, name }, locale })
  return mailOf({ ...parts, links: links.map(link => linkTo(link, { locale, siteUrl })) })
}

export const renderLetterSms = ({ words, values, reader: { name, locale } }: Letter): string =>
  frameWording[locale].sms + fill(words[locale].sms, { ...values, name })

interface Parts {
  locale: Locale
  subject: string
  hello: string
  lead: string
  legs: readonly { title: string, facts: readonly Fact[] }[]
  facts: readonly Fact[]
  zone: string
  links: readonly { label: string, url: string }[]
  foot: readonly string[]
}

function plainText({ locale, hello, lead, legs, facts, zone, links, foot }: Parts): string {
  const colon = locale === 'en' ? ': ' : '：'
  const lines = (of: readonly Fact[]) => of.map(({ label, value }) => `${label}${colon}${value}`).join('\n')
  return [
    hello,
    lead,
    ...legs.map(leg => `${leg.title}\n${lines(leg.facts)}`),
    lines(facts),
    zone,
    links.map(link => `${link.label}${colon}${link.url}`).join('\n'),
    `-- \n${foot.join('\n')}`,
  ].filter(block => block).join('\n\n')
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' }
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, sign => entities[sign] ?? '')

/** Styles stand on the elements: mail readers drop the rest. */
function htmlOf({ locale, subject, hello, lead, legs, facts, zone, links, foot }: Parts): string {
  const row = ({ label, value }: Fact) => `<tr><td style="padding:2px 16px 2px 0;color:#4a595b;vertical-align:top;white-space:nowrap">${escapeHtml(label)}</td>`
    + `<td style="padding:2px 0">${escapeHtml(value)}</td></tr>`
  const table = (of: readonly Fact[]) => `<table role="presentation" style="border-collapse:collapse;font:inherit">${of.map(row).join('')}</table>`
  const part = (leg: Parts['legs'][number]) => `<div style="margin:16px 0;padding:16px;border:1px solid #d8d8cc;border-radius:12px">`
    + `<p style="margin:0 0 8px;font-weight:600">${escapeHtml(leg.title)}</p>${table(leg.facts)}</div>`
  return [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>`,
    '<body style="margin:0;background:#f5f4ee;color:#1b2a2d;font:16px/1.6 system-ui,\'PingFang SC\',\'Noto Sans CJK SC\',\'Microsoft YaHei\',sans-serif">',
    '<div style="max-width:560px;margin:0 auto;padding:32px 20px">',
    `<h1 style="margin:0 0 16px;font-size:22px;line-height:1.35">${escapeHtml(subject)}</h1><p>${escapeHtml(hello)}</p><p>${escapeHtml(lead)}</p>`,
    ...legs.map(part),
    table(facts),
    zone && `<p style="color:#4a595b;font-size:14px">${escapeHtml(zone)}</p>`,
    ...links.map(link => `<p style="margin:24px 0"><a href="${escapeHtml(link.url)}" style="display:inline-block;padding:12px 20px;border-radius:10px;background:#0d5560;color:#fff;`
      + `text-decoration:none;font-weight:600">${escapeHtml(link.label)}</a></p>`),
    `<p style="margin-top:32px;padding-top:16px;border-top:1px solid #d8d8cc;color:#4a595b;font-size:13px">${foot.map(escapeHtml).join('<br>')}</p>`,
    '</div></body></html>',
  ].filter(block => block).join('\n')
}
