import { expect, test } from 'vitest'
import { runOnce } from '../../../server/platform/idempotency.ts'
import { createTestApp } from '../../support/app.ts'

const { app } = await createTestApp()

test('what answers with nothing is done once, and its repeat answers the same', async () => {
  let runs = 0
  const once = async () => await runOnce(app.db, {
    owner: 'somebody', route: 'POST /nothing', key: 'nothing-once', body: {},
    run: async () => await Promise.resolve({ status: 204, answer: void ++runs }),
  })
  expect(await once()).toMatchObject({ status: 204, replayed: false })
  expect(await once()).toMatchObject({ status: 204, replayed: true })
  expect(runs).toBe(1)
})
