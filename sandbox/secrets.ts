import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const Secrets = z.object({
  /** The app's LINLI_SECRET: 32 random bytes in base64. What was encrypted with it cannot be read without it. */
  app: z.string(),
  stripeKey: z.string(),
  stripeWebhook: z.string(),
  /** Of the endpoint for thin events. */
  stripeThinWebhook: z.string(),
  smsToken: z.string(),
})

/** The secrets of one data folder. */
export type Secrets = z.infer<typeof Secrets>

/** Reads `secrets.json`, which is made once, for its owner's eyes only; one of an earlier version gets what it lacks. */
export function keepSecrets(dataDir: string): Secrets {
  const path = join(dataDir, 'secrets.json')
  const kept: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  const complete = Secrets.safeParse(kept)
  if (complete.success) return complete.data
  const secrets: Secrets = {
    app: randomBytes(32).toString('base64'),
    stripeKey: `sk_test_${randomBytes(24).toString('hex')}`,
    stripeWebhook: `whsec_${randomBytes(24).toString('hex')}`,
    stripeThinWebhook: `whsec_${randomBytes(24).toString('hex')}`,
    smsToken: randomBytes(24).toString('hex'),
    ...Secrets.partial().parse(kept),
  }
  writeFileSync(`${path}.draft`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.draft`, path)
  return secrets
}
