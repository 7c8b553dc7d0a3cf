import { listSessions } from '../../identity/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/sessions', async ({ app, person }) => await listSessions(app.db, person))
