import { disputeLeg, readBooking } from '../../../../../checkout/index.ts'
import { route } from '../../../../../utils/route.ts'

export default route('POST /api/bookings/:id/legs/:legId/dispute', async ({ app, body, params, person }) => {
  await disputeLeg(app, { who: person, bookingId: params.id, legId: params.legId, reason: body.reason })
  return await readBooking(app.db, { personId: person.id, id: params.id })
})
