import { listOfferings } from '../../../catalog/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/provider/offerings', async ({ app, person, query }) => await listOfferings(app.db, { personId: person.id, ...query }))
