import { setResponseHeader } from 'h3'
import { csvOf } from '#shared/csv.ts'
import { listProviderBookings } from '../../booking/index.ts'
import { languageOf } from '../../utils/language.ts'
import { route } from '../../utils/route.ts'

const head = ['reference', 'service', 'state', 'start', 'end', 'zone', 'district', 'recipient', 'workers', 'currency', 'share', 'refunded']

export default route('GET /api/provider/bookings.csv', async ({ app, event, person, query }) => {
  const { from, until, rows } = await listProviderBookings(app.db, { personId: person.id, ...query })
  const language = languageOf(event) === 'en' ? 'en' : 'zh'
  setResponseHeader(event, 'Content-Disposition', `attachment; filename="linli-bookings-${from}-${until}.csv"`)
  return csvOf(head, rows.map(({ currency, ...row }) => [
    row.bookingReference, row.title[language], row.state, row.start, row.end, row.zone, row.districtId, row.recipient,
    row.workers.map(({ name }) => name[language]).join(' / '), currency,
    { amount: row.shareAmount, currency }, { amount: row.refundedAmount, currency },
  ]))
})
