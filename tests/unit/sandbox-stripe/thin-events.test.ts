import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { eventually, receivingAccount, startHarness, webhookSecret, type Harness } from './harness.ts'

const capability = 'v2.core.account[configuration.recipient].capability_status_updated'

let h: Harness
beforeAll(async () => {
  h = await startHarness()
})
afterAll(() => h.stop())
beforeEach(async () => {
  await h.control('reset', {})
  h.received.length = 0
  h.notifications.length = 0
})

test('a capability that changes is told thinly, at an endpoint and with a secret of its own', async () => {
  const account = await receivingAccount(h)
  await h.control('accounts/capability', { account: account.id, status: 'restricted' })
  await h.control('accounts/capability', { account: account.id, status: 'restricted' })
  await eventually(() => h.notifications.filter(({ type }) => type === capability).length === 2, 'active, then restricted')
  const notification = h.notifications.findLast(({ type }) => type === capability)
  if (notification?.type !== capability) throw new Error('it was not told')
  expect(notification).not.toHaveProperty('data')
  expect(notification.related_object).toEqual({ id: account.id, type: 'v2.core.account', url: `/v2/core/accounts/${account.id}` })
  const event = await notification.fetchEvent()
  expect(event).toMatchObject({ id: notification.id, object: 'v2.core.event', data: { updated_capability: 'stripe_balance.stripe_transfers' } })
  expect(await notification.fetchRelatedObject()).toMatchObject({ id: account.id, object: 'v2.core.account' })
  expect(h.received).toEqual([])
  expect(h.problems).toEqual([])
})

test('the secret of the other endpoint does not open it', async () => {
  let refused: unknown
  const other = await startHarness({
    receiveThin: async (payload, signature) => {
      try {
        h.stripe.parseEventNotification(payload, signature, webhookSecret)
      } catch (error) {
        refused = error
      }
      return 200
    },
  })
  await receivingAccount(other)
  await eventually(() => refused !== undefined, 'it came and was refused')
  await other.stop()
  expect(refused).toMatchObject({ type: 'StripeSignatureVerificationError' })
})

test('thin events are listed, filtered and paged', async () => {
  const [one, other] = [await receivingAccount(h), await receivingAccount(h)]
  for (const status of ['pending', 'restricted', 'active']) await h.control('accounts/capability', { account: one.id, status })
  const types: string[] = []
  for await (const event of h.stripe.v2.core.events.list({ object_id: one.id, limit: 2 })) types.push(event.type)
  expect(types).toEqual([capability, capability, capability, capability, 'v2.core.account.created'])
  const created = await h.stripe.v2.core.events.list({ types: ['v2.core.account.created'] })
  expect(created.data).toMatchObject([{ related_object: { id: other.id } }, { related_object: { id: one.id } }])
  await expect(h.stripe.v2.core.events.retrieve('evt_test_none')).rejects.toMatchObject({ statusCode: 404 })
  await h.stripe.v2.core.accounts.close(other.id)
  expect((await h.stripe.v2.core.events.list({ object_id: other.id, limit: 1 })).data).toMatchObject([{ type: 'v2.core.account.closed' }])
})
