import { explainMismatch } from '../../../../checkout/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/operator/mismatches/:id/explain', async ({ app, body, params, person }) =>
  await explainMismatch(app, { who: person, id: params.id, ...body }))
