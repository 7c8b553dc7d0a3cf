import { signUp } from '../../identity/index.ts'
import { route } from '../../utils/route.ts'
import { callerOf, welcome } from '../../utils/session.ts'

export default route('POST /api/session/sign-up', async ({ app, event, body, address }) =>
  await welcome(event, await signUp(app, body, callerOf(event, address))))
