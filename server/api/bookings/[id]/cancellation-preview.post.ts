import { previewCancellation } from '../../../booking/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/bookings/:id/cancellation-preview', async ({ app, body, params, person }) =>
  await previewCancellation(app, { personId: person.id, bookingId: params.id, wish: body }))
