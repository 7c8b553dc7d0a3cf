import { readBooking, reportNoShow } from '../../../../../checkout/index.ts'
import { route } from '../../../../../utils/route.ts'

export default route('POST /api/bookings/:id/legs/:legId/no-show', async ({ app, body, params, person }) => {
  await reportNoShow(app, { who: person, bookingId: params.id, legId: params.legId, as: 'resident', reason: body.reason })
  return await readBooking(app.db, { personId: person.id, id: params.id })
})
