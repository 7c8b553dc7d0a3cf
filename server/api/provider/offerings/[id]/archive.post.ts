import { readOffering } from '../../../../availability/index.ts'
import { archiveOffering } from '../../../../catalog/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/provider/offerings/:id/archive', async ({ app, body, params, person }) => {
  await archiveOffering(app, { personId: person.id, ...params, ...body })
  return await readOffering(app, { id: params.id, personId: person.id })
})
