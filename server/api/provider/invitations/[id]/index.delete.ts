import { revokeInvitation } from '../../../../identity/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('DELETE /api/provider/invitations/:id', async ({ app, person, params }) =>
  await revokeInvitation(app.db, { personId: person.id, id: params.id }))
