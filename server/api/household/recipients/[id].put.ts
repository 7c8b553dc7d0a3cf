import { changeRecipient } from '../../../identity/index.ts'
import { route } from '../../../utils/route.ts'

export default route('PUT /api/household/recipients/:id', async ({ app, person, params, body }) =>
  await changeRecipient(app, { personId: person.id, id: params.id, body }))
