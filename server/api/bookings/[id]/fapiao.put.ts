import { readReceipt, requestFapiao } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('PUT /api/bookings/:id/fapiao', async ({ app, body, params, person }) => {
  await requestFapiao(app, { who: person, bookingId: params.id, body })
  return await readReceipt(app, { personId: person.id, id: params.id })
})
