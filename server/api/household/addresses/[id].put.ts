import { changeAddress } from '../../../identity/index.ts'
import { route } from '../../../utils/route.ts'

export default route('PUT /api/household/addresses/:id', async ({ app, person, params, body }) =>
  await changeAddress(app.db, { personId: person.id, id: params.id, body }))
