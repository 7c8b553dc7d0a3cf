import { leaveAgreement } from '../../../../catalog/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/agreements/:id/notice', async ({ app, person, params, body }) => ({
  endsAt: (await leaveAgreement(app, { personId: person.id, ...params, ...body })).toISOString(),
}))
