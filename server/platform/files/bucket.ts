import { createHash } from 'node:crypto'
import { AwsClient } from 'aws4fetch'
import type { Files } from './storage.ts'

/** How long a bucket is waited for, tries included. */
const patienceMs = 30_000

/**
 * A bucket of anything that speaks S3, its objects addressed by their path. Each request is signed with what it carries (Signature
 * Version 4), so that nothing can be changed on the way, also over plain HTTP inside a data centre.
 */
export function openBucket({ origin, pathname, username, password, searchParams }: URL): Files {
  const aws = new AwsClient({
    service: 's3', region: searchParams.get('region') ?? 'auto', retries: 2,
    accessKeyId: decodeURIComponent(username), secretAccessKey: decodeURIComponent(password),
  })
  const bucket = origin + pathname.replace(/\/+$/, '')

  const ask = async (method: 'GET' | 'PUT' | 'DELETE', key: string, body?: Uint8Array): Promise<Response> => {
    const answer = await aws.fetch(`${bucket}/${key}`, {
      method, headers: { 'x-amz-content-sha256': createHash('sha256').update(body ?? '').digest('hex') },
      ...(body && { body: new Uint8Array(body) }), redirect: 'error', signal: AbortSignal.timeout(patienceMs),
    })
    // What is not there cannot be read, and need not be removed; what is put nowhere is lost.
    if (answer.ok || (answer.status === 404 && method !== 'PUT')) return answer
    await answer.body?.cancel()
    throw new Error(`the bucket answers ${answer.status} to a ${method}`)
  }

  return {
    async put(key, bytes) {
      await (await ask('PUT', key, bytes)).body?.cancel()
    },
    async get(key) {
      const answer = await ask('GET', key)
      if (answer.ok) return Buffer.from(await answer.arrayBuffer())
      await answer.body?.cancel()
      return null
    },
    async remove(key) {
      await (await ask('DELETE', key)).body?.cancel()
    },
  }
}
