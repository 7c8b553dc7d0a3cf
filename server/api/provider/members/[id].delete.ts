import { removeMember } from '../../../identity/index.ts'
import { route } from '../../../utils/route.ts'

export default route('DELETE /api/provider/members/:id', async ({ app, person, params, query }) =>
  await removeMember(app.db, { personId: person.id, memberId: params.id, ...query }))
