import { readOffering } from '../../../availability/index.ts'
import { createOffering } from '../../../catalog/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/provider/offerings', async ({ app, body, person }) =>
  await readOffering(app, { id: await createOffering(app, { personId: person.id, ...body }), personId: person.id }))
