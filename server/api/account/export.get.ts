import { setResponseHeader } from 'h3'
import { exportAccount } from '../../identity/index.ts'
import { route } from '../../utils/route.ts'

export default route('GET /api/account/export', async ({ app, event, person }) => {
  setResponseHeader(event, 'Content-Disposition', 'attachment; filename="linli-export.json"')
  return await exportAccount(app, person, app.accountHooks)
})
