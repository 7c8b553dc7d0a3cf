import { listFeeds } from '../../notification/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/calendar-feeds', async ({ app, person }) => await listFeeds(app.db, person.id))
