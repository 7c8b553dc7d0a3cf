import type { Locale } from '#shared/locale.ts'
import { wallTimeOf } from '#shared/wall-time.ts'

/** Making a formatter costs a hundred times its use, and a page needs the same few again and again. */
const formatters = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>()

function kept<Formatter extends Intl.DateTimeFormat | Intl.NumberFormat>(key: string, make: () => Formatter): Formatter {
  const known = formatters.get(key) as Formatter | undefined
  if (known) return known
  const made = make()
  formatters.set(key, made)
  return made
}

function dateFormat(locale: Locale, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept(`${locale} ${timeZone} ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { ...options, timeZone }))
}

/** Minor units of a currency as a person writes them: 12800 CNY → ¥128, 12850 → ¥128.50. */
export function formatMoney(locale: Locale, amount: number, currency: string): string {
  const digits = currencyDigits(currency)
  const whole = amount % 10 ** digits === 0
  const format = kept(`${locale} ${currency} ${whole}`, () => new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: whole ? 0 : digits,
    maximumFractionDigits: whole ? 0 : digits,
  }))
  // A minus as wide as a plus, as the words around it have it.
  return format.format(amount / 10 ** digits).replace('-', '−')
}

/** How many digits the minor unit has: 2 for CNY, 0 for JPY. */
export function currencyDigits(currency: string): number {
  return kept(`digits ${currency}`, () => new Intl.NumberFormat('en', { style: 'currency', currency })).resolvedOptions().maximumFractionDigits ?? 2
}

/** What a person writes before an amount: ¥. */
export function currencySymbol(locale: Locale, currency: string): string {
  const format = kept(`${locale} ${currency} symbol`, () => new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }))
  return (format as Intl.NumberFormat).formatToParts(0).find(({ type }) => type === 'currency')?.value ?? currency
}

/** An amount as typed in whole units → minor units; null where it is none: `12.5` of two digits → 1250. */
export function minorUnits(typed: string, digits: number): number | null {
  const [, whole, part = ''] = /^(\d{1,9})(?:[.．](\d*))?$/.exec(typed.trim().replaceAll(/[,，\s]/g, '')) ?? []
  return whole === undefined || part.length > digits ? null : Number(whole) * 10 ** digits + Number(part.padEnd(digits, '0'))
}

/** A number in E.164 as it is read out: `+8613900000001` → `+86 139 0000 0001`. Those of other countries stay as they are. */
export const formatPhone = (phone: string): string => phone.replace(/^\+86(\d{3})(\d{4})(\d{4})$/, '+86 $1 $2 $3')

/** `14:30` in the zone of the place of service. */
export function formatTime(locale: Locale, instant: string, zone: string): string {
  return dateFormat(locale, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(instant))
}

export type DayStyle = 'full' | 'long' | 'short' | 'numeric'
const dayStyles: Record<DayStyle, Intl.DateTimeFormatOptions> = {
  full: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  short: { weekday: 'short', day: 'numeric', month: 'short' },
  numeric: { day: 'numeric', month: 'short' },
}

/** Minutes after midnight as a clock shows them: 570 → `09:30`. */
export const clockTime = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** The day of a moment in the zone of the place of service. */
export function formatDayOf(locale: Locale, instant: string, zone: string, style: DayStyle = 'short'): string {
  return dateFormat(locale, zone, dayStyles[style]).format(new Date(instant))
}

/** A day of the calendar (`YYYY-MM-DD`), which has no zone. */
export function formatDay(locale: Locale, day: string, style: DayStyle = 'short'): string {
  return formatDayOf(locale, `${day}T12:00:00Z`, 'UTC', style)
}

/** `2026-12` → December 2026. */
export function formatMonth(locale: Locale, month: string): string {
  return dateFormat(locale, 'UTC', { month: 'long', year: 'numeric' }).format(new Date(`${month}-15T12:00:00Z`))
}

/** The seven names of the days, Monday first. */
export function weekdayNames(locale: Locale, style: 'long' | 'narrow' | 'short'): string[] {
  const format = dateFormat(locale, 'UTC', { weekday: style })
  return Array.from({ length: 7 }, (_, index) => format.format(new Date(Date.UTC(2024, 0, 1 + index, 12))))
}

/** The day (`YYYY-MM-DD`) that it is at a moment in a zone. */
export const dayIn = (zone: string, moment: Date): string => wallTimeOf(moment, zone).day
