import { previewDaysOff } from '../../availability/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/provider/given-time', async ({ app, person, query }) =>
  await previewDaysOff(app.db, { personId: person.id, ...query }))
