import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { readReceipt } from '../../../server/checkout/index.ts'
import { operations } from '../../../shared/api.ts'
import { currentConsent } from '../../../shared/consent.ts'
import type { Client } from '../../support/http.ts'
import { quoteAt } from '../../support/booking.ts'
import { startLife } from '../../support/life.ts'
import { buildBundle } from '../../support/world.ts'

// Three parties with prices that occur nowhere else. Each reads all that it can; what is another's must not be in it.

const life = await startLife({ pool: 8 })
const { app, db, server } = life
const world = await buildBundle(db, [
  { skill: 'clean', price: 20_011 }, { skill: 'nurse', price: 30_013, percentOffBps: 1_357 }, { skill: 'walk', price: 40_009, percentOffBps: 2_473 },
])
const { rows: agreed } = await db.execute<{ id: string, offeringId: string }>(sql`
  update agreement set status = 'superseded' where bundle_id = ${world.bundleId} returning id, offering_id as "offeringId"`)
const terms = new Map([[world.legs[1]!.offeringId, { floor: 7_771, days: 41 }], [world.legs[2]!.offeringId, { floor: 8_887, days: 43 }]])
for (const { id, offeringId } of agreed) {
  const { floor, days } = terms.get(offeringId)!
  await db.execute(sql`
    insert into agreement (id, bundle_id, offering_id, provider_id, version, status, percent_off_bps, floor_amount, notice_minutes, blackout_dates, exit_notice_days)
    select gen_random_uuid(), bundle_id, offering_id, provider_id, 2, 'accepted', percent_off_bps, ${floor}, 0, '{}', ${days} from agreement where id = ${id}`)
}
const booked = await life.booked(world)

/** By party: what its part costs, what is off it and at what, and what it keeps of it. */
const shares = [20_011, 30_013 - Math.round(30_013 * 0.1357), 40_009 - Math.round(40_009 * 0.2473)]
const termsOf = [[], ['1357', '7771', '30013'], ['2473', '8887', '40009']]
const earned = shares.map(share => [Math.round(share * 0.1), share - Math.round(share * 0.1)].map(String))

let people = 0
async function signUp(role?: { of: number, as: 'owner' | 'manager' | 'worker' }): Promise<Client> {
  const client = server.client()
  const { body } = await client.post('/api/session/sign-up', {
    name: 'Somebody', email: `party-${people++}@example.com`, password: 'a long password', consent: currentConsent,
  })
  const { person } = body as { person: { id: string } }
  const providerId = role && world.legs[role.of]!.providerId
  if (role) await db.execute(sql`insert into provider_member (provider_id, person_id, role) values (${providerId}, ${person.id}, ${role.as})`)
  return client
}

/** Every answer to a question that needs no more than the ids of this bundle, as one text; and how many there were. */
async function readAll(client: Client, own: number): Promise<{ text: string, answers: number }> {
  const ids: Record<string, string[]> = {
    '/api/provider/bundles/:id': [world.bundleId], '/api/provider/offerings/:id': world.legs.map(leg => leg.offeringId),
    '/api/provider/legs/:id/move-times': booked.legIds, '/api/bookings/:id': [booked.id], '/api/bookings/:id/receipt': [booked.id],
  }
  const pages = Object.keys(operations).filter(key => /^GET \/api\/(?!operator|health)/.test(key)).map(key => key.slice(4))
  const paths = pages.flatMap(path => (path.includes(':') ? (ids[path] ?? []).map(id => path.replace(':id', id)) : [path]))
  const texts: string[] = []
  for (const path of paths) {
    const query = path.startsWith('/api/provider/') && !path.includes(world.bundleId) ? `?providerId=${world.legs[own]!.providerId}` : ''
    const { status, body } = await client.get(path + query)
    if (status === 200) texts.push(typeof body === 'string' ? body : JSON.stringify(body))
    await db.execute(sql`delete from rate_limit`)
  }
  return { text: texts.join('\n'), answers: texts.length }
}

/** The numbers that stand in a text by themselves, also written with decimals as tables do. */
const found = (text: string, numbers: readonly string[]): string[] =>
  numbers.filter(number => new RegExp(`(?<![\\d.-])(${number}|${number.slice(0, -2)}\\.${number.slice(-2)})(?![\\d-])`).test(text))

test.each([['manager', 1, 2], ['owner', 2, 1]] as const)('a partner\'s %s reads its own share, and no other party\'s', async (as, own, other) => {
  const { text, answers } = await readAll(await signUp({ of: own, as }), own)
  expect(answers).toBeGreaterThan(15)
  expect(found(text, [...termsOf[own]!.slice(0, 2), String(shares[own])])).toHaveLength(3)
  expect(found(text, [0, other].flatMap(party => [String(shares[party]), ...termsOf[party]!, ...earned[party]!]))).toEqual([])
})

test('the publisher reads what it agreed with each partner, and nothing of what these are paid', async () => {
  const { text } = await readAll(await signUp({ of: 0, as: 'manager' }), 0)
  expect(found(text, [1, 2].flatMap(party => [String(shares[party]), ...termsOf[party]!.slice(0, 2)]))).toHaveLength(6)
  expect(found(text, [1, 2].flatMap(party => earned[party]!))).toEqual([])
})

test('a worker reads nobody\'s share, terms or earnings', async () => {
  const { text } = await readAll(await signUp({ of: 1, as: 'worker' }), 1)
  expect(found(text, [0, 1, 2].flatMap(party => [...termsOf[party]!, ...earned[party]!]))).toEqual([])
})

test('everybody reads what a part costs, and nobody what is off it', async () => {
  const { legs } = await quoteAt(app, { world, offset: 6 })
  const client = server.client()
  const { body: page } = await client.get(`/api/bundles/${world.slug}`)
  const { body: slots } = await client.get(`/api/bundles/${world.slug}/slots?district=near&days=2&from=${legs[0]!.start.slice(0, 10)}`)
  const starts = legs.map(({ legId, start }) => ({ legId, start }))
  const { body: quote } = await client.post('/api/quotes', { slug: world.slug, districtId: 'near', persons: 1, legs: [], starts })
  const receipt = await readReceipt(app, { personId: booked.resident.id, id: booked.id })
  for (const seen of [page, slots, quote, await booked.read(), receipt]) {
    const text = JSON.stringify(seen)
    expect(found(text, shares.map(String))).toHaveLength(3)
    expect(found(text, [...termsOf.flat(), ...earned.flat()])).toEqual([])
  }
})
