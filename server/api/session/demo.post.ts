import { signInDemo } from '../../identity/index.ts'
import { route } from '../../utils/route.ts'
import { callerOf, welcome } from '../../utils/session.ts'

export default route('POST /api/session/demo', async ({ app, event, body, address }) =>
  await welcome(event, await signInDemo(app, body.who, callerOf(event, address))))
