import { readBooking, reschedule } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/bookings/:id/moves', async ({ app, body, params, person }) => {
  await reschedule(app, { who: person, target: { bookingId: params.id }, starts: body.starts })
  return await readBooking(app.db, { personId: person.id, id: params.id })
})
