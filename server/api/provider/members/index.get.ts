import { listTeam } from '../../../identity/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/provider/members', async ({ app, person, query }) => await listTeam(app.db, { personId: person.id, ...query }))
