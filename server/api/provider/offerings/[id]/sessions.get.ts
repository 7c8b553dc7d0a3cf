import { readSessions } from '../../../../availability/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('GET /api/provider/offerings/:id/sessions', async ({ app, params, person }) =>
  await readSessions(app.db, { id: params.id, personId: person.id }))
