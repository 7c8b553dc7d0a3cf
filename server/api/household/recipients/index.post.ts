import { addRecipient } from '../../../identity/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/household/recipients', async ({ app, person, body }) => await addRecipient(app, person.id, body))
