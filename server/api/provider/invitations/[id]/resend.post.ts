import { inviteAgain } from '../../../../notification/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/invitations/:id/resend', async ({ app, person, params }) => await inviteAgain(app, { asker: person, id: params.id }))
