import { readInvitation } from '../../../identity/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/invitations/:token', async ({ app, params }) => await readInvitation(app.db, params.token))
