import { revokeFeed } from '../../notification/index.ts'
import { route } from '../../utils/route.ts'

export default route('DELETE /api/calendar-feeds/:id', async ({ app, person, params }) =>
  await revokeFeed(app.db, { personId: person.id, id: params.id }))
