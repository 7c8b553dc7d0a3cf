import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createTransport } from 'nodemailer'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { AppEnded } from '../../../sandbox/app-process.ts'
import type { Launched, LaunchOptions } from '../../../sandbox/launcher.ts'
import { launch } from '../../../sandbox/launcher.ts'
import { readConfig } from '../../../server/platform/config.ts'

const FAKE_APP = join(import.meta.dirname, 'fixtures/fake-app.ts')
const Messages = z.array(z.object({ kind: z.string(), to: z.array(z.string()), subject: z.string(), text: z.string() }))

let folder: string
let report: string
const launches: Launched[] = []

beforeEach(() => {
  folder = mkdtempSync('/tmp/linli-launch-')
  chmodSync(folder, 0o755)
  report = join(folder, 'report.txt')
})

afterEach(async () => {
  for (const launched of launches.splice(0)) await launched.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('the services alone', () => {
  test('give the app every setting, with the schema in the database', async () => {
    const { env, databaseUrl, sandboxUrl } = await start()
    expect(env).toMatchObject({
      STRIPE_SECRET_KEY: expect.stringMatching(/^sk_test_\w+$/), STRIPE_WEBHOOK_SECRET: expect.stringMatching(/^whsec_\w+$/),
      STRIPE_ACCOUNT_WEBHOOK_SECRET: expect.stringMatching(/^whsec_\w+$/),
      STRIPE_API_BASE: sandboxUrl, LINLI_SANDBOX_URL: sandboxUrl, SMTP_URL: expect.stringMatching(/^smtp:\/\/127\.0\.0\.1:\d+$/), SMS_URL: `${sandboxUrl}/sms`,
    })
    expect(Buffer.from(env.LINLI_SECRET ?? '', 'base64')).toHaveLength(32)
    // A setting that the app does not know by its name would be a part that stands in for nothing.
    const unknown = Object.keys(env).filter(name => !/^(NUXT_.*|PORT|HOST)$/.test(name) && !Object.hasOwn(readConfig(env), name))
    expect(unknown).toEqual([])
    const client = new pg.Client(databaseUrl)
    await client.connect()
    expect((await client.query('SELECT FROM information_schema.tables WHERE table_schema NOT IN (\'pg_catalog\', \'information_schema\')')).rowCount).toBeGreaterThan(10)
    await client.end()
  })

  test('keep the secrets of a data folder, for its owner only', async () => {
    const first = await start()
    await first.stop()
    const second = await start()
    expect(second.env.LINLI_SECRET).toBe(first.env.LINLI_SECRET)
    expect(second.env.STRIPE_SECRET_KEY).toBe(first.env.STRIPE_SECRET_KEY)
    expect(statSync(join(folder, 'data/secrets.json')).mode & 0o777).toBe(0o600)
  })

  test('leave alone what the person has set', async () => {
    const given = { SMTP_URL: 'smtp://mail.example:25', SMS_URL: 'https://sms.example/send', LINLI_SECRET: 'theirs' }
    const { env } = await start({ given })
    expect(env).toMatchObject(given)
    expect(env.SMS_TOKEN).toBeUndefined()
  })

  test('take mail and SMS and show them', async () => {
    const { env, sandboxUrl } = await start()
    const transport = createTransport(env.SMTP_URL, { from: env.MAIL_FROM })
    await transport.sendMail({ to: 'Wang <Wang@example.com>', bcc: 'copy@example.com', subject: '预约已确认', text: '周六九点', html: '<p>周六九点</p>' })
    expect(await sendSms(env, { to: '+86 138 0013 8000', text: 'Code 123456' })).toBe(202)

    const all = await messages(sandboxUrl)
    expect(all.map(({ kind }) => kind)).toEqual(['sms', 'mail'])
    expect(await messages(sandboxUrl, 'wang@example.com')).toMatchObject([{ subject: '预约已确认', text: '周六九点', to: ['wang@example.com', 'copy@example.com'] }])
    expect(await messages(sandboxUrl, '+8613800138000')).toMatchObject([{ kind: 'sms', text: 'Code 123456' }])

    await fetch(`${sandboxUrl}/_control/mailbox/clear`, { method: 'POST' })
    expect(await messages(sandboxUrl)).toEqual([])
  })

  test('refuse an SMS without the token, or of the wrong form, and keep nothing', async () => {
    const { env, sandboxUrl } = await start()
    expect(await sendSms({ ...env, SMS_TOKEN: 'guess' }, { to: '+8613800138000', text: 'hi' })).toBe(401)
    expect(await sendSms(env, { to: 'not a number', text: 'hi' })).toBe(422)
    expect(await sendSms(env, { to: '+8613800138000', text: '' })).toBe(422)
    expect(await messages(sandboxUrl)).toEqual([])
  })

  test('refuse a second launcher on the same folder', async () => {
    await start()
    await expect(start()).rejects.toThrow(`Another Linli (process ${process.pid}) already uses the data in ${join(folder, 'data')}.`)
  })

  test('refuse to stand in beside a live Stripe key, and name what is missing', async () => {
    await expect(start({ given: { STRIPE_SECRET_KEY: 'sk_live_1', SMTP_URL: 'smtp://mail.example' } })).rejects.toThrow('Set DATABASE_URL, SMS_URL, or use a test key')
  })

  test('are gone with their temporary folder after a stop', async () => {
    const launched = await launch({ ephemeral: true, port: 0, seed: false, given: {} })
    await launched.stop()
    await expect(fetch(`${launched.sandboxUrl}/_sandbox/mailbox`)).rejects.toThrow()
    await expect(connect(launched.databaseUrl)).rejects.toThrow()
  })
})

describe('the app', () => {
  test('is stopped first, while its database still answers', async () => {
    const { siteUrl, stop, app } = await start({ app: { program: [FAKE_APP, report] } })
    expect((await fetch(siteUrl)).status).toBe(200)
    await stop()
    expect(readFileSync(report, 'utf8')).toBe('drained')
    expect(await app?.exited).toBe(0)
  })

  test('that ends by itself tells its code', async () => {
    const { siteUrl, app } = await start({ app: { program: [FAKE_APP, report] } })
    await fetch(`${siteUrl}/die`).catch(() => {})
    expect(await app?.exited).toBe(7)
  })

  test('that cannot start ends the launch with its code, and the data folder is free again', async () => {
    await expect(start({ app: { program: [FAKE_APP, 'broken'] } })).rejects.toEqual(new AppEnded(3))
    await start()
  })

  test('is not started where its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    await expect(start({ port, app: { program: [FAKE_APP, report] } })).rejects.toThrow(`Port ${port} is taken by another program.`)
    other.close()
  })

  test('ends by itself, and so does the ephemeral database, when the launcher is killed', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'fixtures/hold-launch.ts'), report, join(folder, 'data')], { stdio: ['ignore', 'pipe', 'inherit'] })
    const { siteUrl, databaseUrl } = await firstAnswer(createInterface(child.stdout))
    expect((await fetch(siteUrl)).status).toBe(200)
    child.kill('SIGKILL')
    await expect.poll(() => existsSync(report)).toBe(true)
    await expect.poll(() => connect(databaseUrl).then(() => 'answers', () => 'gone')).toBe('gone')
  })
})

async function start(options: Partial<LaunchOptions> = {}): Promise<Launched> {
  const launched = await launch({ dataDir: join(folder, 'data'), ephemeral: true, port: 0, seed: false, given: {}, ...options })
  launches.push(launched)
  return launched
}

async function messages(sandboxUrl: string | undefined, to = '') {
  const response = await fetch(`${sandboxUrl}/_sandbox/mailbox/messages.json?to=${encodeURIComponent(to)}`)
  return Messages.parse(await response.json())
}

async function sendSms(env: Launched['env'], sms: { to: string, text: string }): Promise<number> {
  const headers = { 'authorization': `Bearer ${env.SMS_TOKEN}`, 'content-type': 'application/json' }
  return (await fetch(env.SMS_URL ?? '', { method: 'POST', headers, body: JSON.stringify(sms) })).status
}

async function connect(url: string): Promise<void> {
  const client = new pg.Client(url)
  client.on('error', () => {})
  await client.connect()
  await client.end()
}

/** The launcher's scripts write lines of their own before the fixture's answer. */
async function firstAnswer(lines: AsyncIterable<string>) {
  for await (const line of lines) {
    if (line.startsWith('{')) return z.object({ siteUrl: z.string(), databaseUrl: z.string() }).parse(JSON.parse(line))
  }
  throw new Error('the launcher said nothing')
}
