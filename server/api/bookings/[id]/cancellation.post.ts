import { cancelLegs, readBooking } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/bookings/:id/cancellation', async ({ app, body, params, person }) => {
  await cancelLegs(app, { who: person, bookingId: params.id, token: body.token })
  return await readBooking(app.db, { personId: person.id, id: params.id })
})
