import { addSessions, readSessions } from '../../../../availability/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/offerings/:id/sessions', async ({ app, body, params, person }) => {
  await addSessions(app, { personId: person.id, ...params, ...body })
  return await readSessions(app.db, { id: params.id, personId: person.id })
})
