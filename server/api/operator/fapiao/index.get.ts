import { readFapiaoDesk } from '../../../checkout/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/operator/fapiao', async ({ app, person }) => await readFapiaoDesk(app, { who: person }))
