import { answerSubstitute, readBooking } from '../../../../../checkout/index.ts'
import { route } from '../../../../../utils/route.ts'

export default route('POST /api/bookings/:id/legs/:legId/substitute', async ({ app, body, params, person }) => {
  await answerSubstitute(app, { who: person, bookingId: params.id, legId: params.legId, accept: body.accept })
  return await readBooking(app.db, { personId: person.id, id: params.id })
})
