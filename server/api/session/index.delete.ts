import { getRequestHeader } from 'h3'
import { signOut } from '../../identity/index.ts'
import { route } from '../../utils/route.ts'
import { setCookies } from '../../utils/session.ts'

export default route('DELETE /api/session', async ({ app, event }) => {
  setCookies(event, await signOut(app, getRequestHeader(event, 'cookie')))
})
