import { disconnectBusyCalendar } from '../../availability/index.ts'
import { route } from '../../utils/route.ts'

export default route('DELETE /api/busy-calendars/:id', async ({ app, person, params }) =>
  await disconnectBusyCalendar(app, { personId: person.id, resourceId: params.id }))
