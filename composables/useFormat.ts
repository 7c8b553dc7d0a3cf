import type { DayStyle } from './formats.ts'

/** The formats of `formats.ts` in the reader's language. */
export function useFormat() {
  const { locale, t } = useI18n()

  /** 135 → “2 小时 15 分钟”. */
  function duration(minutes: number): string {
    const hours = Math.floor(minutes / 60)
    const rest = minutes % 60
    if (hours === 0) return t('format.minutes', { count: rest }, rest)
    if (rest === 0) return t('format.hours', { count: hours }, hours)
    if (rest === 30) return t('format.halfHours', { count: hours })
    return t('format.hoursAndMinutes', { hours, minutes: rest })
  }

  return {
    money: (amount: number, currency: string) => formatMoney(locale.value, amount, currency),
    symbol: (currency: string) => currencySymbol(locale.value, currency),
    time: (instant: string, zone: string) => formatTime(locale.value, instant, zone),
    timeRange: (start: string, end: string, zone: string) => `${formatTime(locale.value, start, zone)}–${formatTime(locale.value, end, zone)}`,
    day: (day: string, style?: DayStyle) => formatDay(locale.value, day, style),
    dayOf: (instant: string, zone: string, style?: DayStyle) => formatDayOf(locale.value, instant, zone, style),
    month: (month: string) => formatMonth(locale.value, month),
    weekdays: (style: 'long' | 'narrow' | 'short') => weekdayNames(locale.value, style),
    duration,
    rating: (rating: number) => rating.toFixed(1),
    percent: (bps: number) => `${bps / 100}%`,
  }
}
