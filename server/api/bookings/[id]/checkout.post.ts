import { openCheckout } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/bookings/:id/checkout', async ({ app, params, person }) =>
  await openCheckout(app, { personId: person.id, bookingId: params.id }))
