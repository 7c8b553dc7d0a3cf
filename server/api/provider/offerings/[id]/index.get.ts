import { readOffering } from '../../../../availability/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('GET /api/provider/offerings/:id', async ({ app, params, person }) =>
  await readOffering(app, { id: params.id, personId: person.id }))
