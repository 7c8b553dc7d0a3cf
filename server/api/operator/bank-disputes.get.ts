import { readBankDisputes } from '../../checkout/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/operator/bank-disputes', async ({ app, person, query }) =>
  await readBankDisputes(app, { who: person, ...query }))
