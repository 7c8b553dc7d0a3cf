import { listBookings } from '../../booking/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/bookings', async ({ app, person, query }) => {
  const { rows, ...page } = await listBookings(app.db, { personId: person.id, page: query.page })
  return { ...page, bookings: rows }
})
