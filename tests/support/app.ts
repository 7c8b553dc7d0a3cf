import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll } from 'vitest'
import { createApp, type App } from '../../server/app.ts'
import { readConfig, type Config } from '../../server/platform/config.ts'
import type { Mail } from '../../server/platform/mail.ts'
import { createTestDatabase } from './database.ts'
import { serve, type TestServer } from './http.ts'

export interface TestApp {
  app: App
  server: TestServer
  /** What went out, oldest first. */
  sms: { to: string, text: string }[]
  mails: Mail[]
}

export interface TestAppOptions {
  env?: Record<string, string>
  /** Changes the app before it serves: other parts in the place of real ones. */
  change?: (app: App) => App
}

/** A process of its own for each test file, so a folder too. */
const filesFolder = join(tmpdir(), `linli-files-${process.pid}`)

/** Settings that stand on nothing outside: addresses at which nobody listens. */
export const testConfig = (env: Record<string, string>): Config => readConfig({
  LINLI_SITE_URL: 'http://linli.test',
  LINLI_SECRET: randomBytes(32).toString('base64'),
  STRIPE_SECRET_KEY: 'sk_test_linli',
  STRIPE_WEBHOOK_SECRET: 'whsec_linli',
  STRIPE_API_BASE: 'http://127.0.0.1:9',
  LINLI_FILES_URL: pathToFileURL(filesFolder).href,
  SMTP_URL: 'smtp://127.0.0.1:9',
  SMS_URL: 'http://127.0.0.1:9',
  LINLI_LOG_LEVEL: 'silent',
  LINLI_DATABASE_POOL: '8',
  ...env,
})

/** The whole app on a database of this file's own, behind a real HTTP server; jobs run by `app.jobs.drain()`. Ends with the file. */
export async function createTestApp({ env = {}, change = app => app }: TestAppOptions = {}): Promise<TestApp> {
  const { url } = await createTestDatabase()
  const started = await createApp({ config: testConfig({ DATABASE_URL: url, ...env }), work: false })
  const sms: TestApp['sms'] = []
  const mails: Mail[] = []
  started.post.sendSms = async (message) => {
    sms.push(message)
  }
  started.post.sendMail = async (mail) => {
    mails.push(mail)
  }
  const app = change(started)
  const server = await serve(app)
  afterAll(async () => {
    await server.close()
    await app.close()
    rmSync(filesFolder, { recursive: true, force: true })
  })
  return { app, server, sms, mails }
}
