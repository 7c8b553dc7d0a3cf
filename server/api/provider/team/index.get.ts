import { readTeam } from '../../../availability/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/provider/team', async ({ app, person, query }) => await readTeam(app, { personId: person.id, ...query }))
