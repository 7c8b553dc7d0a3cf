import { readStatementOfProvider } from '../../../../checkout/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('GET /api/operator/statements/providers/:id', async ({ app, params, person, query }) =>
  await readStatementOfProvider(app, { who: person, providerId: params.id, ...query }))
