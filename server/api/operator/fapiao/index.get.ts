import { readFapiaoDesk } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/operator/fapiao', async ({ app, person, query }) => await readFapiaoDesk(app, { who: person, ...query }))
