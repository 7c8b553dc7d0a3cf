import { csvOf } from '#shared/csv.ts'
import type { LocalText } from '#shared/locale.ts'
import type { LegState } from '#shared/schemas/booking.ts'
import type { ProviderBookings } from '#shared/schemas/provider-bookings.ts'

/** As the pages call them (`state` of the locales; a test compares the two). */
export const stateNames: Record<LegState, LocalText> = {
  held: { zh: '保留中', en: 'Held for you' },
  expired: { zh: '已过期', en: 'Expired' },
  reserved: { zh: '已预留', en: 'Reserved' },
  requested: { zh: '等待确认', en: 'Awaiting the provider' },
  confirmed: { zh: '已确认', en: 'Confirmed' },
  substituting: { zh: '正在换人', en: 'Finding a replacement' },
  in_service: { zh: '服务中', en: 'Under way' },
  delivered: { zh: '已完成', en: 'Done' },
  disputed: { zh: '有争议', en: 'Disputed' },
  settled: { zh: '已结清', en: 'Settled' },
  cancelled: { zh: '已取消', en: 'Cancelled' },
  no_show_resident: { zh: '住户未到', en: 'Nobody at home' },
  no_show_provider: { zh: '服务商未到', en: 'Provider did not come' },
}

const heads = {
  zh: ['预约号', '服务', '状态', '状态代码', '开始', '结束', '时区', '地区', '服务对象', '服务人员', '币种', '金额', '已退'],
  en: ['Booking', 'Service', 'State', 'State code', 'Start', 'End', 'Zone', 'District', 'For', 'Workers', 'Currency', 'Share', 'Refunded'],
} as const

/** A provider's bookings as a table, in the reader's words; the code of a state is the same in every language. */
export function bookingsCsv(
  rows: ProviderBookings['rows'], { language, districts }: { language: keyof LocalText, districts: readonly { id: string, name: LocalText }[] },
): string {
  const districtNames = new Map(districts.map(({ id, name }) => [id, name[language]]))
  return csvOf(heads[language], rows.map(({ currency, ...row }) => [
    row.bookingReference, row.title[language], stateNames[row.state][language], row.state, row.start, row.end, row.zone,
    districtNames.get(row.districtId) ?? row.districtId, row.recipient, row.workers.map(({ name }) => name[language]).join(' / '), currency,
    { amount: row.shareAmount, currency }, { amount: row.refundedAmount, currency },
  ]))
}
