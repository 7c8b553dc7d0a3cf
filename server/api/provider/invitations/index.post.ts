import { listTeam } from '../../../identity/index.ts'
import { inviteMember } from '../../../notification/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/provider/invitations', async ({ app, person, body }) => {
  await inviteMember(app, { asker: person, body })
  return await listTeam(app.db, { personId: person.id, providerId: body.providerId })
})
