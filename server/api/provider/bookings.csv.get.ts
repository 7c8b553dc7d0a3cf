import { setResponseHeader } from 'h3'
import { bookingsCsv, listProviderBookings } from '../../booking/index.ts'
import { listDistricts } from '../../identity/index.ts'
import { languageOf } from '../../utils/language.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/provider/bookings.csv', async ({ app, event, person, query }) => {
  const { from, until, rows } = await listProviderBookings(app.db, { personId: person.id, ...query })
  const language = languageOf(event) === 'en' ? 'en' : 'zh'
  setResponseHeader(event, 'Content-Disposition', `attachment; filename="linli-bookings-${from}-${until}.csv"`)
  return bookingsCsv(rows, { language, districts: await listDistricts(app.db) })
})
