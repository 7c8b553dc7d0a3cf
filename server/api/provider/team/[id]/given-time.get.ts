import { previewDaysOff } from '../../../../availability/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('GET /api/provider/team/:id/given-time', async ({ app, params, person, query }) =>
  await previewDaysOff(app.db, { personId: person.id, ...params, ...query }))
