import { readTeamChoices } from '../../availability/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/provider/team-choices', async ({ app, person, query }) =>
  await readTeamChoices(app.db, { personId: person.id, ...query }))
