import { readVisits } from '../../../booking/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/worker/visits', async ({ app, person, query }) => await readVisits(app, { personId: person.id, day: query.day }))
