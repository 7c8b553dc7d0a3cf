import { counterAgreement } from '../../../../catalog/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/agreements/:id/counter', async ({ app, person, params, body }) => ({
  id: await counterAgreement(app, { personId: person.id, ...params, ...body }),
}))
