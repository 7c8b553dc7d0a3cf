import { exportFapiao } from '../../../../checkout/index.ts'
import { route } from '../../../../utils/route.ts'

export default route('POST /api/operator/fapiao/exports', async ({ app, person }) => await exportFapiao(app, { who: person }))
