import { giveUpHold, readBooking } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('DELETE /api/bookings/:id/hold', async ({ app, params, person }) => {
  await giveUpHold(app, { personId: person.id, bookingId: params.id })
  return await readBooking(app.db, { personId: person.id, id: params.id })
})
