import { sql } from 'drizzle-orm'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import en from '../../../i18n/locales/en.json'
import zh from '../../../i18n/locales/zh-CN.json'
import { warnCredentials } from '../../../server/notification/index.ts'
import { credentialNames } from '../../../server/notification/wording-crew.ts'
import { setClockOffset } from '../../../server/platform/clock.ts'
import { createTestApp } from '../../support/app.ts'
import { day } from '../../support/booking.ts'
import { addStaff } from '../../support/notices.ts'
import { buildBundle, buildCity } from '../../support/world.ts'

const { app, mails } = await createTestApp()
const { db } = app
let workerId: string
beforeAll(async () => await buildCity(db))
beforeEach(async () => {
  await db.execute(sql`delete from credential`)
  const { legs: [leg] } = await buildBundle(db, [{ skill: 'care' }])
  workerId = leg!.workerIds[0]!
  await addStaff(app, { providerId: leg!.providerId, role: 'owner', email: `owner-${workerId}@example.test` })
  await addStaff(app, { providerId: leg!.providerId, role: 'manager', locale: 'en', email: `manager-${workerId}@example.test` })
  await addStaff(app, { providerId: leg!.providerId, role: 'worker', resourceId: workerId, email: `worker-${workerId}@example.test` })
  mails.length = 0
})
afterEach(async () => await setClockOffset(db, 0))

const holds = async (until: string) => await db.execute(sql`
  insert into credential (id, resource_id, kind, number, issuer_zh, issuer_en, expires_on)
  values (gen_random_uuid(), ${workerId}, 'nursing_licence', 'N-1', '市', 'City', ${until})`)
/** A morning so many days from now. @returns who was written to */
async function morning(inDays: number): Promise<string[]> {
  await setClockOffset(db, inDays * 86_400)
  mails.length = 0
  await warnCredentials(app)
  await app.jobs.drain()
  return mails.map(({ to }) => to.replace(/-.*/, '')).toSorted()
}
const everybody = ['manager', 'owner']

test('who runs the provider is told a month and a week before, once each, in their language', async () => {
  await holds(day(40))
  expect(await morning(9)).toEqual([])
  expect(await morning(10)).toEqual(everybody)
  expect(mails.map(({ subject }) => subject).toSorted()).toEqual([
    expect.stringContaining('nursing licence valid until'), expect.stringMatching(/护士执业证将于.*到期$/),
  ])
  expect(mails[0]!.text).toContain('/provider/team?provider=')
  // Somebody saves the form again: rows are written anew, and nothing has changed.
  await db.execute(sql`update credential set id = gen_random_uuid()`)
  expect(await morning(10)).toEqual([])
  expect(await morning(32)).toEqual([])
  expect(await morning(33)).toEqual(everybody)
  expect(await morning(40)).toEqual([])
  expect(await morning(41)).toEqual([])
})

test('two mornings at once say it once, and who has a week left is told once', async () => {
  await holds(day(5))
  await Promise.all([warnCredentials(app), warnCredentials(app)])
  await app.jobs.drain()
  expect(mails).toHaveLength(2)
})

test('nothing is said of what is renewed, before the warning or before its letter', async () => {
  await holds(day(20))
  await warnCredentials(app)
  await holds(day(400))
  await app.jobs.drain()
  expect(mails).toEqual([])
  expect(await morning(0)).toEqual([])
})

test('credentials are called in letters as on the pages', () => {
  expect(Object.fromEntries(Object.entries(credentialNames).map(([kind, name]) => [kind, name!.en]))).toEqual(en.credential)
  expect(Object.fromEntries(Object.entries(credentialNames).map(([kind, name]) => [kind, name!['zh-CN']]))).toEqual(zh.credential)
})
