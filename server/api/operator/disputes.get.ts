import { readDisputes } from '../../booking/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/operator/disputes', async ({ app, person, query }) => await readDisputes(app, { who: person, ...query }))
