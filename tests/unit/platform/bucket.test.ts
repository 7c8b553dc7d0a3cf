import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyOf, openFiles, type Files } from '../../../server/platform/files/storage.ts'

const secret = 'wJalr/XUtnFEMI+K7MDENG'
const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** Whether a request is signed as Amazon writes it down (*Signature Version 4*), with what it carries. */
function isSigned({ method, url = '', headers }: IncomingMessage, body: Buffer): boolean {
  const { authorization = '' } = headers
  const [, id, day = '', region = '', signed = '', signature] = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([\w;-]+), Signature=(\w{64})$/.exec(authorization) ?? []
  const names = signed.split(';')
  const hash = String(headers['x-amz-content-sha256'])
  const at = String(headers['x-amz-date'])
  const canonical = [method, url, '', ...names.map(name => `${name}:${String(headers[name])}`), '', signed, hash].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', at, `${day}/${region}/s3/aws4_request`, sha256(canonical)].join('\n')
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), 's3'), 'aws4_request')
  const isSafe = ['host', 'x-amz-content-sha256', 'x-amz-date'].every(name => names.includes(name))
  return isSafe && id === 'KEY' && region === 'cn-east-1' && hash === sha256(body) && hmac(key, toSign).toString('hex') === signature
}

const objects = new Map<string, Buffer>()
let failures = 0
let server: Server
let origin: string

beforeAll(async () => {
  server = createServer((request, response) => void (async () => {
    const body = await buffer(request)
    const { method, url = '' } = request
    const answer = (status: number, bytes?: Buffer) => response.writeHead(status).end(bytes)
    if (!isSigned(request, body)) return answer(403)
    if (failures-- > 0) return answer(503)
    if (!url.startsWith('/photos/')) return answer(404)
    if (method === 'PUT') {
      objects.set(url, body)
      return answer(200)
    }
    const found = objects.get(url)
    if (!found) return answer(404)
    if (method === 'DELETE') objects.delete(url)
    return answer(method === 'DELETE' ? 204 : 200, found)
  })())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  origin = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

const open = (bucket = 'photos', key = encodeURIComponent(secret)): Files =>
  openFiles({ LINLI_FILES_URL: `http://KEY:${key}@${origin}/${bucket}?region=cn-east-1` })
const key = keyOf('0199c0de-0000-7000-8000-0000000000ab', 'small')

describe('a bucket', () => {
  it('keeps bytes, gives them back and forgets them, each request signed with what it carries', async () => {
    const files = open()
    const bytes = Buffer.from([0, 255, 10, 13, 0])
    await files.put(key, bytes)
    expect([...objects.keys()]).toEqual(['/photos/ab/0199c0de-0000-7000-8000-0000000000ab.small'])
    expect(await files.get(key)).toEqual(bytes)
    await files.remove(key)
    expect([await files.get(key), objects.size]).toEqual([null, 0])
    await files.remove(key)
  })

  it('is asked again where it is busy', async () => {
    failures = 1
    await open().put(key, Buffer.from('x'))
    expect(objects.size).toBe(1)
  })

  it('that is not there, or does not know us, loses nothing in silence, and tells nobody the key', async () => {
    await expect(open('nowhere').put(key, Buffer.from('x'))).rejects.toThrow('the bucket answers 404 to a PUT')
    for (const ask of [() => open('photos', 'wrong').get(key), () => open('photos', 'wrong').remove(key)]) {
      await expect(ask()).rejects.toThrow(/^the bucket answers 403 to a \w+$/)
    }
  })
})
