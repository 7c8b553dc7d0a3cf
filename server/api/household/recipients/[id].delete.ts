import { removeRecipient } from '../../../identity/index.ts'
import { route } from '../../../utils/route.ts'

export default route('DELETE /api/household/recipients/:id', async ({ app, person, params }) =>
  await removeRecipient(app.db, { personId: person.id, id: params.id }))
