/**
 * `npm run test:stripe`: what must be run once against Stripe's real test mode before launch. The steps are those that `npm test` runs
 * against the stand-in. Nothing is sent without a test key, and a live key is refused.
 */
import { randomUUID } from 'node:crypto'
import process from 'node:process'
import Stripe from 'stripe'
import { createStripeGateway, type PaymentGateway } from '../server/payment/index.ts'
import { steps, type Run } from '../tests/unit/sandbox-stripe/steps.ts'

const needs = `Set STRIPE_TEST_KEY to a secret key of Stripe's test mode (sk_test_…), of an account with Connect.
Set STRIPE_TEST_RECEIVER to a connected account (acct_…) that may receive transfers; without it this run makes one
(in STRIPE_TEST_COUNTRY, US by default) and says where to onboard it.
STRIPE_TEST_CURRENCY (usd) is what the cards are charged in: choose the currency that the account settles in.`

const { STRIPE_TEST_KEY: key = '', STRIPE_TEST_RECEIVER: receiver = '', STRIPE_TEST_CURRENCY: currency = 'usd', STRIPE_TEST_COUNTRY: country = 'US', STRIPE_API_BASE: base } = process.env

process.exitCode = await main()

async function main(): Promise<number> {
  if (key === '') return refuse(needs)
  if (!/^(sk|rk)_test_\w+$/.test(key)) return refuse(`STRIPE_TEST_KEY is no key of the test mode: nothing was sent.\n${needs}`)
  const stripe = new Stripe(key, { ...addressOf(base), maxNetworkRetries: 2, telemetry: false })
  if (receiver === '') return await makeReceiver(gatewayOf(key))
  return await runSteps({
    stripe, gateway: gatewayOf(key), currency, country, name: `linli-${Date.now()}`, receiver: () => Promise.resolve(receiver), made: {},
    startedAt: Math.floor(Date.now() / 1000),
  })
}

function refuse(words: string): number {
  console.error(words)
  return 2
}

async function runSteps(run: Run): Promise<number> {
  let failed = 0
  for (const step of steps) {
    try {
      await step.run(run)
      console.log(`ok      ${step.title}`)
    } catch (error) {
      failed += 1
      console.error(`FAILED  ${step.title}\n        ${String(error).replaceAll('\n', '\n        ')}`)
    }
  }
  console.log(`\n${steps.length - failed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

/** The site's own. It verifies no webhook here. */
function gatewayOf(secretKey: string): PaymentGateway {
  return createStripeGateway({ secretKey, webhookSecret: 'whsec_none', ...(base && { apiBase: base }) })
}

/** Onboarding needs a person: everything else is made here. */
async function makeReceiver(gateway: PaymentGateway): Promise<number> {
  const { accountId } = await gateway.createPayoutAccount({ providerId: randomUUID(), name: 'Linli test receiver', email: 'receiver@example.com', country }, randomUUID())
  const { url } = await gateway.createOnboardingLink({ accountId, refreshUrl: 'https://example.com/again', returnUrl: 'https://example.com/done' })
  return refuse(`Transfers need an account whose onboarding is done. Open this with test data, then run again with STRIPE_TEST_RECEIVER=${accountId}:\n${url}`)
}

function addressOf(url: string | undefined): Pick<Stripe.StripeConfig, 'host' | 'port' | 'protocol'> {
  if (!url) return {}
  const { hostname, port, protocol } = new URL(url)
  return { host: hostname, port: port || (protocol === 'http:' ? '80' : '443'), protocol: protocol === 'http:' ? 'http' : 'https' }
}
