import { proposeAgreement } from '../../../catalog/index.ts'
import { route } from '../../../utils/route.ts'

export default route('POST /api/provider/agreements', async ({ app, person, body }) => ({
  id: await proposeAgreement(app, { personId: person.id, ...body }),
}))
