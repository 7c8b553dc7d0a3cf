import { removeAddress } from '../../../identity/index.ts'
import { route } from '../../../utils/route.ts'

export default route('DELETE /api/household/addresses/:id', async ({ app, person, params }) =>
  await removeAddress(app.db, { personId: person.id, id: params.id }))
