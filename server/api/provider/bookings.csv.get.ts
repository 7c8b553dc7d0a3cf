import { setResponseHeader } from 'h3'
import { csvOf } from '#shared/csv.ts'
import { listProviderBookings } from '../../booking/index.ts'
import { languageOf } from '../../utils/language.ts'
import { route } from '../../utils/route.ts'

const heads = {
  zh: ['预约号', '服务', '状态', '开始', '结束', '时区', '地区', '服务对象', '服务人员', '币种', '金额', '已退'],
  en: ['Booking', 'Service', 'State', 'Start', 'End', 'Zone', 'District', 'For', 'Workers', 'Currency', 'Share', 'Refunded'],
} as const

export default route('GET /api/provider/bookings.csv', async ({ app, event, person, query }) => {
  const { from, until, rows } = await listProviderBookings(app.db, { personId: person.id, ...query })
  const language = languageOf(event) === 'en' ? 'en' : 'zh'
  setResponseHeader(event, 'Content-Disposition', `attachment; filename="linli-bookings-${from}-${until}.csv"`)
  return csvOf(heads[language], rows.map(({ currency, ...row }) => [
    row.bookingReference, row.title[language], row.state, row.start, row.end, row.zone, row.districtId, row.recipient,
    row.workers.map(({ name }) => name[language]).join(' / '), currency,
    { amount: row.shareAmount, currency }, { amount: row.refundedAmount, currency },
  ]))
})
