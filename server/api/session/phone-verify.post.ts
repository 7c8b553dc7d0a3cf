import { verifyPhoneCode } from '../../identity/index.ts'
import { route } from '../../utils/route.ts'
import { callerOf, welcome } from '../../utils/session.ts'

export default route('POST /api/session/phone-verify', async ({ app, event, body, address }) =>
  await welcome(event, await verifyPhoneCode(app, body, callerOf(event, address))))
