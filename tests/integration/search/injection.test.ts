import fc from '../../support/fc.ts'
import { beforeAll, expect, test } from 'vitest'
import { searchAnswer } from '../../../shared/schemas/catalog.ts'
import { ensureIndex } from '../../../server/search/index.ts'
import { createTestApp } from '../../support/app.ts'
import { buildBundle, buildCity } from '../../support/world.ts'

const { app, server } = await createTestApp()

beforeAll(async () => {
  await buildCity(app.db)
  await buildBundle(app.db, [{ skill: 'nursing' }])
  await buildBundle(app.db, [{ skill: 'cleaning' }])
  await ensureIndex(app)
})

const evil = [
  '\'', '"', '""', '\\', '%', '_', ':*', '&', '|', '!', '(', ')', '<->', '[', ']', '{', '}', '--', ';', '/*', '$1', '$$', '`', '@@', '~*', '*', '-', '- -', '"-',
  '\' OR 1=1 --', 'x\'); drop table bundle; --', 'price > 0 OR id EXISTS', '_geoRadius(0,0,1)', 'a'.repeat(10_000), '保'.repeat(200), '\u0000', '\u0007', '\u202E',
  '\uE000', '%00', '\u200B', '𠮷', 'ﬁ', 'İ', '..', '../..', '<script>', '{{7*7}}', '\t\n',
]
const names = ['q', 'scenario', 'category', 'district', 'priceFrom', 'priceTo', 'day', 'part', 'language', 'credential', 'elder', 'instant', 'rating', 'sort', 'page']

/** Half of a surrogate pair, and bytes that are no text, as an address may hold them. */
const brokenBytes = ['%ED%A0%80', '%ED%B0%80', '%FF', '%', '%C3%28']

test.each(names)('whatever stands in “%s” is answered, or refused as the client\'s mistake, and opens no other filter', async (name) => {
  const client = server.client()
  // Nothing costs so little: whatever is found was found past this filter.
  const narrow = name === 'priceTo' ? 'rating=4.8' : 'priceTo=1'
  for (const raw of [...evil.map(text => encodeURIComponent(text)), ...brokenBytes]) {
    const { status, body } = await client.get(`/api/search?${narrow}&${name}=${raw}`)
    expect([name, raw.slice(0, 40), status === 200 || (status >= 400 && status < 500)]).toEqual([name, raw.slice(0, 40), true])
    if (status === 200) expect([raw.slice(0, 40), searchAnswer.parse(body).total]).toEqual([raw.slice(0, 40), 0])
  }
})

test('suggestions and clicks take whatever is sent to them', async () => {
  const client = server.client()
  for (const raw of [...evil.map(text => encodeURIComponent(text)), ...brokenBytes]) expect((await client.get(`/api/suggest?q=${raw}`)).status).toBeLessThan(500)
  for (const text of [...evil, '\ud800', 'a\udc00']) {
    expect((await client.post('/api/search/clicks', { slug: text, position: 1 })).status).toBeLessThan(500)
    expect((await client.post('/api/search/clicks', { slug: 'bundle', position: text })).status).toBe(400)
  }
})

test('no words widen what the boxes narrow, and suggestions survive them too', async () => {
  const client = server.client()
  const piece = fc.oneof(fc.constantFrom(...evil.filter(text => text.length <= 40), 'bundle', '组合'), fc.string({ unit: 'grapheme', maxLength: 8 }))
  await fc.assert(fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 5 }), async (pieces) => {
    const q = pieces.join(' ').toWellFormed().slice(0, 200)
    const found = await client.get(`/api/search?${new URLSearchParams({ q, priceTo: '1' })}`)
    if (found.status === 200) expect(searchAnswer.parse(found.body).total).toBe(0)
    else expect(found.status).toBe(400)
    expect((await client.get(`/api/suggest?${new URLSearchParams({ q })}`)).status).toBeLessThan(500)
  }), { numRuns: 60 })
})
