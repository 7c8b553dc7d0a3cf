import { listAddresses } from '../../../identity/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/household/addresses', async ({ app, person }) => await listAddresses(app.db, person.id))
