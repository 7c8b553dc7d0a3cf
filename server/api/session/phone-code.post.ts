import { sendPhoneCode } from '../../identity/index.ts'
import { route } from '../../utils/route.ts'
import { callerOf } from '../../utils/session.ts'

export default route('POST /api/session/phone-code', async ({ app, event, body, address }) =>
  await sendPhoneCode(app, body, callerOf(event, address)))
