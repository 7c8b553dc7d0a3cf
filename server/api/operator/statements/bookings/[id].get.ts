import { readStatementOfBooking } from '../../../../checkout/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('GET /api/operator/statements/bookings/:id', async ({ app, params, person }) =>
  await readStatementOfBooking(app, { who: person, bookingId: params.id }))
