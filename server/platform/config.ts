import { z } from 'zod'

const url = (protocols: readonly string[]) =>
  z.string().refine((value) => {
    const parsed = URL.canParse(value) ? new URL(value) : undefined
    return parsed !== undefined && protocols.includes(parsed.protocol)
  }, `must be an address that starts with ${protocols.join(' or ')}`)

const http = url(['http:', 'https:'])

const settings = z.object({
  DATABASE_URL: url(['postgres:', 'postgresql:']),
  LINLI_SITE_URL: http,
  LINLI_SECRET: z.string().refine(
    value => Buffer.from(value, 'base64').length >= 32,
    'must be at least 32 random bytes in base64 (openssl rand -base64 32)',
  ),
  STRIPE_SECRET_KEY: z.string().regex(/^(sk|rk)_(test|live)_\w+$/, 'must be a Stripe secret key (sk_… or rk_…)'),
  STRIPE_WEBHOOK_SECRET: z.string().startsWith('whsec_', 'must be a Stripe signing secret (whsec_…)'),
  STRIPE_ACCOUNT_WEBHOOK_SECRET: z.string().startsWith('whsec_', 'must be a Stripe signing secret (whsec_…)').optional(),
  STRIPE_API_BASE: http.optional(),
  LINLI_PAYOUT_COUNTRY: z.string().regex(/^[A-Z]{2}$/, 'must be a country of two letters (HK)').default('HK'),
  SMTP_URL: url(['smtp:', 'smtps:']),
  MAIL_FROM: z.string().min(3).default('Linli <no-reply@linli.example>'),
  SMS_URL: http,
  SMS_TOKEN: z.string().default(''),
  /** A folder, or a bucket of anything that speaks S3: see files/storage.ts. */
  LINLI_FILES_URL: url(['file:', 'http:', 'https:']),
  MEILI_URL: http.optional(),
  MEILI_KEY: z.string().optional(),
  LINLI_SANDBOX_URL: http.optional(),
  LINLI_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(8).default(0),
  LINLI_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LINLI_DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(20),
})

export type Config = Readonly<z.infer<typeof settings>>

/** A setting is missing or wrong; the message is one sentence per setting and names each. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/**
 * Reads the settings from the environment. An empty variable counts as not set.
 * @throws {ConfigError} naming every setting that is missing or wrong.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = settings.safeParse(given)
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => {
      const name = issue.path.join('.')
      return given[name] === undefined ? `${name} is not set.` : `${name} ${issue.message}.`
    }).join(' '))
  }
  if (parsed.data.LINLI_SANDBOX_URL && parsed.data.STRIPE_SECRET_KEY.includes('_live_')) {
    throw new ConfigError('LINLI_SANDBOX_URL must not be set together with a live STRIPE_SECRET_KEY.')
  }
  return Object.freeze(parsed.data)
}
