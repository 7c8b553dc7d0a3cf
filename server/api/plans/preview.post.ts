import { previewPlan } from '../../booking/index.ts'
import { route } from '../../utils/route.ts'

export default route('POST /api/plans/preview', async ({ app, body }) => await previewPlan(app, body))
