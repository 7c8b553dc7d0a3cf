import { readProviderCalendar } from '../../booking/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/provider/calendar', async ({ app, person, query }) =>
  await readProviderCalendar(app.db, { personId: person.id, ...query }))
