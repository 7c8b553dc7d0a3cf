import { addAddress } from '../../../identity/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/household/addresses', async ({ app, person, body }) => await addAddress(app.db, person.id, body))
