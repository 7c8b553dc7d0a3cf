import { setResponseHeader } from 'h3'
import { getBooking } from '../../../booking/index.ts'
import { bookingCalendar } from '../../../notification/index.ts'
import { now } from '../../../platform/clock.ts'
import { languageOf } from '../../../utils/language.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/bookings/:id/calendar.ics', async ({ app, event, params, person }) => {
  const booking = await getBooking(app.db, { personId: person.id, id: params.id })
  setResponseHeader(event, 'Content-Disposition', `attachment; filename="linli-${booking.reference}.ics"`)
  return bookingCalendar({ booking, locale: languageOf(event), siteUrl: app.config.LINLI_SITE_URL, now: await now(app.db) })
})
