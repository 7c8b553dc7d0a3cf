import { sql } from 'drizzle-orm'
import { currentConsent } from '../../shared/consent.ts'
import { creditCheckSign } from '../../shared/credit-code.ts'
import type { KeptFile } from '../../shared/schemas/files.ts'
import type { TestApp } from './app.ts'
import type { Client, Reply } from './http.ts'
import { picture, upload } from './uploads.ts'

/** A credit code that is right: `nth` makes it another. */
export function creditCode(nth = 1): string {
  const body = `91310104MA${String(nth).padStart(7, '0')}`
  return body + creditCheckSign(body)!
}

export interface SignedUp {
  client: Client
  personId: string
}

export async function signUp(test: TestApp, email: string, { operator = false, locale = 'zh-CN' } = {}): Promise<SignedUp> {
  const client = test.server.client()
  const { body } = await client.post('/api/session/sign-up', { name: '许文', email, password: 'a long password', locale, consent: currentConsent })
  const personId = (body as { person: { id: string } }).person.id
  if (operator) await test.app.db.execute(sql`update person set operator = true where id = ${personId}`)
  return { client, personId }
}

export const profile = (providerId: string, revision = 1) => ({
  providerId,
  revision,
  name: { zh: '安康到家', en: '' },
  summary: { zh: '长宁、徐汇的居家照护。', en: '' },
  foundedYear: 2019,
  contact: { name: '许文', email: 'office@ankang.example', phone: '021 6200 0000' },
  districtIds: ['near'],
})

export async function addLicence(client: Client, providerId: string, number = creditCode()): Promise<Reply> {
  const file = (await upload(client, await picture(), { use: 'licence', providerId })).body as KeptFile
  return await client.post('/api/provider/papers', { providerId, kind: 'business_licence', number, holder: '上海安康到家服务有限公司', validUntil: null, fileId: file.id })
}

/** From nothing to waiting for an operator. */
export async function submitted(client: Client): Promise<string> {
  const { body } = await client.post('/api/providers', { name: { zh: '安康到家', en: '' }, zone: 'Asia/Shanghai' })
  const { providerId } = body as { providerId: string }
  await client.put('/api/provider/profile', profile(providerId))
  await addLicence(client, providerId)
  await client.post('/api/provider/submission', { providerId })
  return providerId
}
