import { acceptInvitation } from '../../../identity/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/invitations/:token/acceptance', async ({ app, person, params }) =>
  await acceptInvitation(app.db, { personId: person.id, token: params.token }))
