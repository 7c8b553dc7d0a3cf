import { listBusyCalendars } from '../../availability/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/busy-calendars', async ({ app, person }) => await listBusyCalendars(app.db, { personId: person.id }))
