import { request as httpRequest } from 'node:http'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { currentConsent } from '#shared/consent.ts'
import { photoPath } from '#shared/files.ts'
import type { KeptFile } from '#shared/schemas/files.ts'
import { setClockOffset } from '../../../server/platform/clock.ts'
import { withTransaction } from '../../../server/platform/database.ts'
import { dropFiles, holdFile, publishFiles, showFiles, sweepFiles } from '../../../server/platform/files/index.ts'
import { newId } from '../../../server/platform/ids.ts'
import { createTestApp, type TestApp } from '../../support/app.ts'
import type { Client, Reply } from '../../support/http.ts'
import { pdf, picture, upload } from '../../support/uploads.ts'

let test: TestApp
let manager: Client
let worker: Client
let providerId: string

const kept = (reply: Reply) => reply.body as KeptFile
const codeOf = ({ status, body }: Reply) => [status, (body as { code?: string }).code]
const linkOf = (file: KeptFile, variant = 'large') => file.links.find(link => link.variant === variant)!.url

/** Bytes of an answer; the client of the tests reads text. */
const bytesAt = async (path: string) => {
  const response = await fetch(test.server.url + path)
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) }
}

const stored = (): string[] => {
  const folder = fileURLToPath(test.app.config.LINLI_FILES_URL)
  return existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => entry.name) : []
}

beforeAll(async () => {
  test = await createTestApp()
  const signUp = async (email: string, role: string) => {
    const client = test.server.client()
    const { body } = await client.post('/api/session/sign-up', { name: '王磊', email, password: 'a long password', consent: currentConsent })
    const personId = (body as { person: { id: string } }).person.id
    const id = newId()
    await test.app.db.execute(sql`insert into provider (id, slug, name_zh, name_en, zone, status, commission_bps)
      values (${id}, ${`p-${id.slice(-8)}`}, '甲', 'A', 'Asia/Shanghai', 'verified', 1000)`)
    await test.app.db.execute(sql`insert into provider_member (provider_id, person_id, role) values (${id}, ${personId}, ${role})`)
    return { client, id }
  }
  const mine = await signUp('manager@example.com', 'manager')
  manager = mine.client
  providerId = mine.id
  worker = (await signUp('worker@example.com', 'worker')).client
})

describe('a file that is sent', () => {
  it('is kept as what its bytes are, whatever name and type it came with, in sizes and without what it said about where', async () => {
    const gps = { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 13/1 4782/100', GPSLongitudeRef: 'E', GPSLongitude: '121/1 28/1 2500/100' } }
    const photo = await sharp(await picture({ width: 3000, height: 1500 })).withExif({ IFD0: { Artist: 'me' }, ...gps }).jpeg().toBuffer()
    const { exif } = await sharp(photo).metadata()
    // The tag that points at the place, 0x8825, in either order of bytes.
    expect(['8825', '2588'].some(tag => exif?.includes(tag, 0, 'hex'))).toBe(true)

    const reply = await upload(manager, photo, { use: 'photo', headers: { 'content-type': 'text/html', 'x-file-name': '../../etc/passwd' } })
    expect(reply.status).toBe(201)
    expect(kept(reply)).toMatchObject({ use: 'photo', type: 'image/jpeg', bytes: photo.length, width: 3000, height: 1500 })
    for (const [variant, width] of [['small', 480], ['medium', 960], ['large', 1920]] as const) {
      const { status, headers, bytes } = await bytesAt(linkOf(kept(reply), variant))
      expect(status).toBe(200)
      expect(Object.fromEntries(['content-type', 'x-content-type-options', 'cache-control', 'content-security-policy'].map(name => [name, headers.get(name)]))).toEqual({
        'content-type': 'image/webp', 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-store',
        'content-security-policy': 'default-src \'none\'; sandbox; frame-ancestors \'none\'',
      })
      const seen = await sharp(bytes).metadata()
      expect([seen.format, seen.width, seen.exif, seen.xmp, seen.iptc]).toEqual(['webp', width, undefined, undefined, undefined])
    }
    expect(stored().every(name => /^[0-9a-f-]{36}\.(small|medium|large|document)$/.test(name))).toBe(true)
  })

  it('that is a PDF is handed over, never shown', async () => {
    const reply = await upload(manager, pdf())
    expect(kept(reply)).toMatchObject({ type: 'application/pdf', width: null })
    const { headers, bytes } = await bytesAt(linkOf(kept(reply), 'document'))
    expect(headers.get('content-disposition')).toMatch(/^attachment; /)
    expect(bytes.equals(pdf())).toBe(true)
  })

  it.each<[string, () => Promise<Uint8Array>, string, number, string]>([
    ['a page named as a photo', async () => Buffer.from('<!doctype html><script>alert(1)</script>'), 'licence', 415, 'file_type_refused'],
    ['a drawing in SVG, which can have scripts', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), 'photo', 415, 'file_type_refused'],
    ['a kind of image that is not on the list', async () => await picture({ format: 'gif' }), 'photo', 415, 'file_type_refused'],
    ['a PDF as a photo', async () => pdf(), 'photo', 415, 'file_type_refused'],
    ['nothing', async () => Buffer.alloc(0), 'licence', 415, 'file_type_refused'],
    ['an image that is a page as well', async () => Buffer.concat([await picture(), Buffer.from('<script>alert(1)</script>')]), 'photo', 422, 'file_unsafe'],
    ['an image that is a PDF as well', async () => Buffer.concat([await picture(), pdf()]), 'licence', 422, 'file_unsafe'],
    ['an image that is an archive as well', async () => Buffer.concat([await picture(), Buffer.from('PK\x05\x06' + '\0'.repeat(18))]), 'licence', 422, 'file_unsafe'],
    ['a PDF that is an archive as well', async () => Buffer.concat([pdf(), Buffer.from('PK\x05\x06' + '\0'.repeat(18))]), 'licence', 422, 'file_unsafe'],
    ['a PDF with a script', async () => pdf('4 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\n'), 'licence', 422, 'file_unsafe'],
    ['a PDF that hides its script\'s name', async () => pdf('4 0 obj<</S/J#61vaScript>>endobj\n'), 'licence', 422, 'file_unsafe'],
    ['a PDF that was cut off', async () => pdf().subarray(0, 200), 'licence', 422, 'file_broken'],
    ['a PDF with something after its end', async () => Buffer.concat([pdf(), Buffer.from('MZ and a program')]), 'licence', 422, 'file_broken'],
    ['the head of an image alone', async () => (await picture()).subarray(0, 300), 'photo', 422, 'file_broken'],
  ])('that is %s is refused in the reader\'s language, and nothing is kept', async (_, make, use, status, code) => {
    const before = stored().length
    const bytes = await make()
    const [zh, en] = [await upload(manager, bytes, { use }), await upload(manager, bytes, { use, headers: { 'accept-language': 'en' } })]
    expect([codeOf(zh), codeOf(en)]).toEqual([[status, code], [status, code]])
    expect([(zh.body as { detail: string }).detail, (en.body as { detail: string }).detail]).toEqual([expect.stringMatching(/\p{Script=Han}/u), expect.stringMatching(/^[\x20-\x7E]+$/)])
    expect(stored()).toHaveLength(before)
  })

  it('of 11 MB is refused while it comes in, also by who does not say how large it is', async () => {
    const large = Buffer.concat([await picture(), Buffer.alloc(11 * 1024 * 1024)])
    expect(codeOf(await upload(manager, large))).toEqual([413, 'file_too_large'])
    const cookie = [...manager.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sending = httpRequest(`${test.server.url}/api/provider/files?use=licence`, { method: 'POST', headers: { cookie } }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      sending.once('error', reject)
      sending.end(large)
    })
    expect(status).toBe(413)
  })

  it('is taken from who runs a provider, for that provider, and from nobody else', async () => {
    const bytes = await picture()
    expect(codeOf(await upload(test.server.client(), bytes))).toEqual([401, 'not_signed_in'])
    expect(codeOf(await upload(worker, bytes))).toEqual([404, 'not_found'])
    expect(codeOf(await upload(manager, bytes, { providerId: newId() }))).toEqual([404, 'not_found'])
    expect(codeOf(await upload(manager, bytes, { headers: { origin: 'https://evil.example' } }))).toEqual([403, 'origin_foreign'])
    expect(codeOf(await upload(manager, bytes, { use: '../licence' }))).toEqual([400, 'input_invalid'])
  })
})

describe('a link', () => {
  it('opens its file, its variant, for its time, and nothing else', async () => {
    const [one, other] = [kept(await upload(manager, await picture())), kept(await upload(manager, await picture()))]
    const link = new URL(linkOf(one), test.server.url)
    const changed = (change: (url: URL) => void) => {
      const url = new URL(link)
      change(url)
      return url.pathname + url.search
    }
    const refused = [
      changed(url => url.pathname = `/api/files/${other.id}`),
      changed(url => url.searchParams.set('variant', 'small')),
      changed(url => url.searchParams.set('expires', String(Number(url.searchParams.get('expires')) + 60))),
      changed(url => url.searchParams.set('signature', 'A'.repeat(43))),
      changed(url => url.pathname = `/api/files/${newId()}`),
    ]
    expect((await bytesAt(link.pathname + link.search)).status).toBe(200)
    for (const path of refused) expect([path, (await bytesAt(path)).status]).toEqual([path, 404])
    for (const path of ['/api/files/..%2f..%2fetc%2fpasswd', '/api/files/%2e%2e', '/api/photos/..%2fsecrets.json', `/api/photos/${one.id}-large.webp%00.png`]) {
      expect((await bytesAt(path + link.search)).status).toBeGreaterThanOrEqual(400)
    }
    await setClockOffset(test.app.db, 16 * 60)
    expect((await bytesAt(link.pathname + link.search)).status).toBe(404)
    const again = (await showFiles(test.app, [one.id])).get(one.id)!
    expect((await bytesAt(linkOf(again))).status).toBe(200)
    await setClockOffset(test.app.db, 0)
  })

  it('of everybody exists for a published photo alone, and is kept for long', async () => {
    const photo = kept(await upload(manager, await picture(), { use: 'photo' }))
    const licence = kept(await upload(manager, await picture()))
    const path = photoPath(photo.id, 'medium')
    expect((await bytesAt(path)).status).toBe(404)
    await withTransaction(test.app.db, async (tx) => {
      await holdFile(tx, { id: photo.id, ownerId: providerId, use: 'photo', field: 'photos.0' })
      await publishFiles(tx, [photo.id], true)
    })
    const { status, headers } = await bytesAt(path)
    expect([status, headers.get('cache-control'), headers.get('content-type')]).toEqual([200, 'public, max-age=31536000, immutable', 'image/webp'])
    const publish = withTransaction(test.app.db, async (tx) => {
      await holdFile(tx, { id: licence.id, ownerId: providerId, use: 'licence', field: 'licence' })
      await publishFiles(tx, [licence.id], true)
    })
    await expect(publish).rejects.toThrow()
    expect((await bytesAt(`/api/photos/${licence.id}-large.webp`)).status).toBe(404)
  })
})

describe('what stands on a file', () => {
  it('can be another provider\'s, or of another use, for nobody', async () => {
    const file = kept(await upload(manager, await picture()))
    const hold = (change: object) => withTransaction(test.app.db, async tx => await holdFile(tx, { id: file.id, ownerId: providerId, use: 'licence', field: 'x', ...change }))
    await expect(hold({ ownerId: newId() })).rejects.toThrow('choice_invalid')
    await expect(hold({ use: 'photo' })).rejects.toThrow('choice_invalid')
    await expect(hold({ id: newId() })).rejects.toThrow('choice_invalid')
    await expect(hold({})).resolves.toBeUndefined()
  })

  it('keeps it; a file on which nothing stands is gone after a day, bytes and all', async () => {
    const [held, dropped, loose] = [kept(await upload(manager, await picture())), kept(await upload(manager, await picture())), kept(await upload(manager, await picture()))]
    for (const { id } of [held, dropped]) await withTransaction(test.app.db, async tx => await holdFile(tx, { id, ownerId: providerId, use: 'licence', field: 'x' }))
    await withTransaction(test.app.db, async tx => await dropFiles(tx, [dropped.id]))
    const names = () => new Set(stored().map(name => name.split('.')[0]))
    await sweepFiles(test.app)
    for (const { id } of [held, dropped, loose]) expect(names()).toContain(id)
    await setClockOffset(test.app.db, 86_400 + 60)
    await sweepFiles(test.app)
    expect([names().has(held.id), names().has(dropped.id), names().has(loose.id)]).toEqual([true, false, false])
    await setClockOffset(test.app.db, 0)
  })
})
