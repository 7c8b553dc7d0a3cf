import { connectBusyCalendar } from '../../availability/index.ts'
import { route } from '../../utils/route.ts'

export default route('PUT /api/busy-calendars/:id', async ({ app, person, params, body }) =>
  await connectBusyCalendar(app, { personId: person.id, resourceId: params.id, url: body.url }))
