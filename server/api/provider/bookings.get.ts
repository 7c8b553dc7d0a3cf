import { readProviderBookings } from '../../booking/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/provider/bookings', async ({ app, person, query }) => await readProviderBookings(app.db, { personId: person.id, ...query }))
