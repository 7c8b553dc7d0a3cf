import { listMoveTimes } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/bookings/:id/move-times', async ({ app, params, person, query }) =>
  await listMoveTimes(app, { who: person, target: { bookingId: params.id }, ...query }))
