import { endSession } from '../../identity/index.ts'
import { route } from '../../utils/route.ts'

export default route('DELETE /api/sessions/:id', async ({ app, person, params }) =>
  await endSession(app, { personId: person.id, sessionId: params.id }))
