import { changeRole } from '../../../identity/index.ts'
import { route } from '../../../utils/route.ts'

export default route('PUT /api/provider/members/:id', async ({ app, person, params, body }) =>
  await changeRole(app.db, { personId: person.id, memberId: params.id, ...body }))
