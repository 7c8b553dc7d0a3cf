import { getRequestHeader } from 'h3'
import { receiveWebhook } from '../../payment/index.ts'
import { readBytes } from '../../utils/input.ts'
import { route } from '../../utils/route.ts'

/** An event carries a whole object of Stripe's. */
const limit = 1024 * 1024

export default route('POST /api/webhooks/stripe', async ({ app, event }) => {
  const rawBody = (await readBytes(event, limit)).toString('utf8')
  await receiveWebhook(app, { rawBody, signature: getRequestHeader(event, 'stripe-signature') })
  return { received: true }
})
