import { readProviderLegs } from '../../booking/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/provider/legs', async ({ app, person, query }) => await readProviderLegs(app, { personId: person.id, ...query }))
