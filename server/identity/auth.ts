import { betterAuth } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { phoneNumber } from 'better-auth/plugins'
import { z } from 'zod'
import { locales } from '#shared/locale.ts'
import { now } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { authSecret, cookiePrefix, isSecureSite } from './cookie.ts'
import { account, person, session, verification } from './schema.ts'
import { codeMessage } from './texts.ts'

/** How long a session lasts from sign-in. */
const sessionSeconds = 30 * 86_400

/** Headers of ours in the place of the request's: better-auth sees what the edge has checked, and nothing else of the request. */
export const authHeaders = { address: 'x-linli-address', locale: 'x-linli-locale' } as const

/**
 * Signs in a person whom a use case has already recognised. Has no path: it can be called from the server only.
 * Its answer carries the cookie.
 */
const openSession = createAuthEndpoint({ method: 'POST', body: z.object({ personId: z.uuid() }) }, async (endpoint) => {
  const { internalAdapter } = endpoint.context
  const user = await internalAdapter.findUserById(endpoint.body.personId)
  if (!user) throw new Error('a session was opened for nobody')
  await setSessionCookie(endpoint, { session: await internalAdapter.createSession(user.id), user })
  return endpoint.json({ personId: user.id })
})

/**
 * better-auth on our tables: it hashes and checks passwords, makes and checks one-time codes, and keeps sessions. Its handler is mounted
 * nowhere; use cases call `auth.api`. Whoever is new is written by our use cases, together with their consent.
 * Limits are ours (limits.ts), because they must hold for all app servers.
 */
export function createAuth({ config, db, post }: Pick<Context, 'config' | 'db' | 'post'>) {
  return betterAuth({
    appName: 'Linli',
    baseURL: config.LINLI_SITE_URL,
    basePath: '/never-mounted',
    secret: authSecret(config),
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    // Its warnings name emails; what matters is thrown.
    logger: { disabled: true },
    database: drizzleAdapter(db, { provider: 'pg', schema: { person, session, account, verification } }),
    user: {
      modelName: 'person',
      additionalFields: {
        locale: { type: [...locales], input: false },
        operator: { type: 'boolean', input: false },
      },
    },
    session: { fields: { userId: 'personId' }, expiresIn: sessionSeconds, disableSessionRefresh: true },
    account: { fields: { userId: 'personId' } },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 1, maxPasswordLength: 128 },
    databaseHooks: {
      session: {
        create: {
          // A session ends by the database's clock, like everything else.
          before: async opened => ({ data: { ...opened, expiresAt: new Date((await now(db)).getTime() + sessionSeconds * 1000) } }),
        },
      },
    },
    advanced: {
      cookiePrefix,
      useSecureCookies: isSecureSite(config),
      ipAddress: { ipAddressHeaders: [authHeaders.address] },
      database: { generateId: () => newId() },
    },
    plugins: [
      phoneNumber({
        otpLength: 6,
        expiresIn: 300,
        allowedAttempts: 5,
        sendOTP: async ({ phoneNumber: to, code }, endpoint) => {
          const asked = endpoint?.headers?.get(authHeaders.locale)
          await post.sendSms({ to, text: codeMessage(code, locales.find(locale => locale === asked) ?? 'zh-CN') })
        },
      }),
      { id: 'linli', endpoints: { openSession } },
    ],
  })
}

export type Auth = ReturnType<typeof createAuth>

/** What identity's use cases are given. */
export interface IdentityContext extends Context {
  auth: Auth
}
