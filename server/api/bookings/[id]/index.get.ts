import { readBooking } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/bookings/:id', async ({ app, params, person }) => await readBooking(app.db, { personId: person.id, id: params.id }))
