import { listRecipients } from '../../../identity/index.ts'
import { route } from '../../../utils/route.ts'

export default route('GET /api/household/recipients', async ({ app, person }) => await listRecipients(app, person.id))
