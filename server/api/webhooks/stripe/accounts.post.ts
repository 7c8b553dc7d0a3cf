import { getRequestHeader } from 'h3'
import { receiveAccountWebhook } from '../../../payment/index.ts'
import { readBytes } from '../../../utils/input.ts'
import { route } from '../../../utils/route.ts'

/** These events name an account and no more. */
const limit = 64 * 1024

export default route('POST /api/webhooks/stripe/accounts', async ({ app, event }) => {
  const rawBody = (await readBytes(event, limit)).toString('utf8')
  await receiveAccountWebhook(app, { rawBody, signature: getRequestHeader(event, 'stripe-signature') })
  return { received: true }
})
