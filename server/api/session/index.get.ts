import { getSession } from '../../identity/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/session', async ({ app, findPerson }) => await getSession(app, (await findPerson())?.id ?? null))
