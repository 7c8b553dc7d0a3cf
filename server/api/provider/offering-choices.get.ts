import { readOfferingChoices } from '../../availability/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/provider/offering-choices', async ({ app, person, query }) =>
  await readOfferingChoices(app.db, { personId: person.id, ...query }))
