import { createFeed } from '../../notification/index.ts'
import { route } from '../../utils/route.ts'

export default route('POST /api/calendar-feeds', async ({ app, person, body }) => await createFeed(app, { personId: person.id, body }))
