import { deleteAccount, signOut } from '../../identity/index.ts'
import { route } from '../../utils/route.ts'
import { setCookies } from '../../utils/session.ts'

export default route('DELETE /api/account', async ({ app, event, person }) => {
  await deleteAccount(app.db, person.id, app.accountHooks)
  setCookies(event, await signOut(app, undefined))
})
