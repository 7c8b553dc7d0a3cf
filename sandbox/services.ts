import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SandboxError } from './errors.ts'
import { sendJson } from './http.ts'
import type { Mailbox } from './mailbox/index.ts'
import { openMailbox } from './mailbox/index.ts'
import { startPostgres } from './postgres/index.ts'
import type { Secrets } from './secrets.ts'
import { keepSecrets } from './secrets.ts'
import type { Part } from './server.ts'
import { startSandboxServer } from './server.ts'
import { createStripeStandIn } from './stripe/index.ts'
import type { Teardown } from './teardown.ts'
import { createTeardown } from './teardown.ts'

export interface ServicesOptions {
  dataDir: string
  /** The app's public address, and the one at which this machine reaches it. */
  siteUrl: string
  localUrl: string
  /** The settings that the person gave; what is missing here is stood in for. */
  given: Readonly<Record<string, string | undefined>>
  ephemeral: boolean
  log: (line: string) => void
}

export interface Services {
  /** The settings of the app, complete. */
  env: Record<string, string>
  stop(): Promise<void>
}

/** Starts what the settings do not name, and answers with the settings that name all. */
export async function startServices(options: ServicesOptions): Promise<Services> {
  refuseLiveMixture(options.given)
  const teardown = createTeardown()
  try {
    return { env: await startAll(options, teardown), stop: teardown.run }
  } catch (error) {
    await teardown.run()
    throw error
  }
}

async function startAll(options: ServicesOptions, teardown: Teardown): Promise<Record<string, string>> {
  const { dataDir, given, siteUrl, ephemeral, log } = options
  const secrets = keepSecrets(dataDir)
  const env: Record<string, string> = {
    LINLI_SITE_URL: siteUrl,
    // For canonical links: i18n reads its own variable.
    NUXT_PUBLIC_I18N_BASE_URL: given.NUXT_PUBLIC_I18N_BASE_URL || siteUrl,
    LINLI_SECRET: given.LINLI_SECRET || secrets.app,
    LINLI_FILES_URL: given.LINLI_FILES_URL || pathToFileURL(join(dataDir, 'files')).href,
    MAIL_FROM: given.MAIL_FROM || 'Linli 邻里 <no-reply@linli.example>',
  }
  if (!given.DATABASE_URL) {
    const postgres = await startPostgres({ dataDir, ephemeral, log })
    teardown.defer(postgres.stop)
    env.DATABASE_URL = postgres.url
  }
  if (!isComplete(given)) Object.assign(env, await startStandIns(options, secrets, teardown))
  return env
}

function isComplete(given: ServicesOptions['given']): boolean {
  return Boolean(given.DATABASE_URL && given.STRIPE_SECRET_KEY && given.SMTP_URL && given.SMS_URL)
}

/** Everything behind `LINLI_SANDBOX_URL`. */
async function startStandIns(options: ServicesOptions, secrets: Secrets, teardown: Teardown): Promise<Record<string, string>> {
  const { dataDir, given, siteUrl, localUrl, log } = options
  const server = await startSandboxServer({ log })
  teardown.defer(server.stop)
  const env: Record<string, string> = { LINLI_SANDBOX_URL: server.url }

  const mailbox = await openMailbox({ dataDir, smsToken: secrets.smsToken, log })
  teardown.defer(mailbox.stop)
  server.mount(mailbox)
  server.mount(mailboxControl(mailbox))
  if (!given.SMTP_URL) env.SMTP_URL = mailbox.smtpUrl
  if (!given.SMS_URL) Object.assign(env, { SMS_URL: `${server.url}/sms`, SMS_TOKEN: secrets.smsToken })

  if (!given.STRIPE_SECRET_KEY) {
    const stripe = await createStripeStandIn({
      dataDir: join(dataDir, stripeFolder(given.DATABASE_URL)),
      siteUrl,
      sandboxUrl: server.url,
      webhookUrl: `${localUrl}/api/webhooks/stripe`,
      webhookSecret: secrets.stripeWebhook,
      thin: { url: `${localUrl}/api/webhooks/stripe/accounts`, secret: secrets.stripeThinWebhook },
      secretKey: secrets.stripeKey,
      log: (message, details) => log(`stripe: ${message}${details ? ` ${JSON.stringify(details)}` : ''}`),
    })
    teardown.defer(() => stripe.stop())
    server.mount(stripe)
    Object.assign(env, {
      STRIPE_SECRET_KEY: secrets.stripeKey, STRIPE_WEBHOOK_SECRET: secrets.stripeWebhook,
      STRIPE_ACCOUNT_WEBHOOK_SECRET: secrets.stripeThinWebhook, STRIPE_API_BASE: server.url,
    })
  }
  return env
}

/** `POST /_control/mailbox/clear`, for tests and the seed. */
function mailboxControl(mailbox: Mailbox): Part {
  return {
    async handle({ method, url }, response) {
      if (url !== '/_control/mailbox/clear') return false
      if (method === 'POST') mailbox.clear()
      sendJson(response, method === 'POST' ? 200 : 405, { cleared: method === 'POST' })
      return true
    },
  }
}

/**
 * The stand-in's payments belong to the bookings of one database: another database gets another folder. A changed password or
 * parameter does not make it another.
 */
export function stripeFolder(databaseUrl: string | undefined): string {
  if (!databaseUrl) return 'stripe'
  const { host, pathname, searchParams } = new URL(databaseUrl)
  const identity = `${searchParams.get('host') ?? host}${pathname}`
  return `stripe-${createHash('sha256').update(identity).digest('hex').slice(0, 12)}`
}

function refuseLiveMixture(given: ServicesOptions['given']): void {
  if (!given.STRIPE_SECRET_KEY?.includes('_live_') || isComplete(given)) return
  const missing = ['DATABASE_URL', 'SMTP_URL', 'SMS_URL'].filter(name => !given[name])
  throw new SandboxError(`STRIPE_SECRET_KEY is a live key, so nothing may stand in for the rest. Set ${missing.join(', ')}, or use a test key.`)
}
