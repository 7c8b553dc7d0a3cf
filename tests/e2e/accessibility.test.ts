import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { bundleDetail, slotsAnswer } from '../../shared/schemas/catalog.ts'
import { offerings } from '../../shared/schemas/offerings.ts'
import { bundleList } from '../../shared/schemas/composer.ts'
import { verifications } from '../../shared/schemas/onboarding.ts'
import { plan, planPreview, plans } from '../../shared/schemas/plan.ts'
import { crew } from '../../shared/schemas/crew.ts'
import { useBrowser, type Visitor } from '../support/browser.ts'
import { ready, signInAs } from './support/journey.ts'

const root = join(import.meta.dirname, '../..')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const measure = readFileSync(join(import.meta.dirname, 'support/measure.js'), 'utf8')

const { visit } = useBrowser()

interface Entry {
  who?: 'resident' | 'manager' | 'partner' | 'worker' | 'owner' | 'operator'
  /** Where the page is, and what shows that it has what it fetches in the browser. */
  path: (visitor: Visitor) => string | Promise<string>
  shows?: (visitor: Visitor) => ReturnType<Visitor['page']['locator']>
  status?: number
}

const slug = 'clean-care-and-nurse'
const modes = ['light', 'dark', 'elder', 'elder dark']
const everyLook = [1280, 390].flatMap(width => modes.map(mode => ({ width, mode })))
/**
 * Everybody's pages are measured in every look. Axe takes seconds, and colours know no language: each look is looked at by it in one of the
 * two.
 */
const looksForAxe = {
  'zh-CN': ['1280 px, light', '390 px, dark', '390 px, elder', '1280 px, elder dark'],
  'en': ['390 px, light', '1280 px, dark', '1280 px, elder', '390 px, elder dark'],
}
/** The desks have many pages of a few parts: each of them is seen at each width, in light, dark and elder mode, but not in every pair of these. */
const deskLooks = {
  'zh-CN': [{ width: 1280, mode: 'light' }, { width: 390, mode: 'elder' }],
  'en': [{ width: 390, mode: 'dark' }],
}
const isDesk = (name: string) => name.startsWith('operator/') || name.startsWith('provider/')

/** Every page of `pages/`, and the page for what is not there. */
const entries: Record<string, Entry> = {
  'account.vue': { who: 'resident', path: () => '/account', shows: ({ page, t }) => page.getByText(t('account.current')).first() },
  'bookings/[id]/receipt.vue': { who: 'resident', path: async visitor => `/bookings/${await bookingWithVoucher(visitor)}/receipt`, shows: ({ page, t }) => page.getByRole('button', { name: t('fapiao.send') }) },
  'bookings/[id]/index.vue': { who: 'resident', path: async visitor => `/bookings/${await newestBooking(visitor)}` },
  'bookings/index.vue': { who: 'resident', path: () => '/bookings' },
  'bundles/[slug].vue': {
    path: async visitor => `/bundles/${slug}?district=xuhui&day=${(await slotOf(visitor)).day}`,
    shows: ({ page, t }) => page.getByRole('list', { name: t('times.lanes') }).first(),
  },
  'checkout.vue': {
    who: 'resident',
    path: async (visitor) => {
      const { day, starts } = await slotOf(visitor)
      return `/checkout?bundle=${slug}&district=xuhui&day=${day}&starts=${starts}`
    },
    shows: ({ page, t }) => page.getByRole('region', { name: t('checkout.refund.title') }).getByRole('table').first(),
  },
  'compare.vue': { path: () => '/compare?b=clean-care-and-nurse' },
  'household.vue': { who: 'resident', path: () => '/household' },
  'index.vue': { path: () => '/' },
  'door/[token].vue': { who: 'worker', path: async visitor => `/door/${await aDoor(visitor)}`, shows: ({ page, t }) => page.getByText(t('door.expected')) },
  'invitation/[token].vue': { path: () => `/invitation/${'A'.repeat(43)}`, status: 404, shows: ({ page, t }) => page.getByText(t('team.invitation.gone')) },
  'operator/acts.vue': { who: 'operator', path: () => '/operator/acts', shows: ({ page, t }) => page.getByText(t('acts.lead')) },
  'operator/bank-disputes.vue': { who: 'operator', path: () => '/operator/bank-disputes' },
  'operator/refunds.vue': { who: 'operator', path: () => '/operator/refunds', shows: ({ page, t }) => page.getByRole('heading', { name: t('operatorMoney.queue') }) },
  'operator/mismatches.vue': { who: 'operator', path: () => '/operator/mismatches', shows: ({ page, t }) => page.getByRole('heading', { name: t('operatorMoney.books') }) },
  'operator/disputes.vue': { who: 'operator', path: () => '/operator/disputes', shows: ({ page, t }) => page.getByText(t('disputes.title')).first() },
  'operator/fapiao.vue': { who: 'operator', path: () => '/operator/fapiao', shows: ({ page, t }) => page.getByRole('button', { name: t('fapiaoDesk.give') }) },
  'operator/vouchers.vue': { who: 'operator', path: () => '/operator/vouchers', shows: ({ page, t }) => page.getByRole('button', { name: t('campaigns.pause') }).first() },
  'operator/missing-supply.vue': { who: 'operator', path: () => '/operator/missing-supply', shows: ({ page, t }) => page.getByText(t('supply.words')).first() },
  'operator/providers.vue': { who: 'operator', path: () => '/operator/providers', shows: ({ page }) => page.getByRole('list').getByRole('heading').first() },
  'operator/verification/[id].vue': {
    who: 'operator',
    path: async visitor => `/operator/verification/${await firstWaiting(visitor)}`,
    shows: ({ page, t }) => page.getByRole('button', { name: t('verify.decisions.approve') }),
  },
  'operator/verification/index.vue': { who: 'operator', path: () => '/operator/verification', shows: ({ page }) => page.getByRole('list').getByRole('heading').first() },
  'plans/[id].vue': { who: 'resident', path: async visitor => `/plans/${await newPlan(visitor)}`, shows: ({ page, t }) => page.getByRole('button', { name: t('plans.stop.end') }) },
  'plans/new.vue': {
    who: 'resident',
    path: async (visitor) => {
      const { day, starts } = await slotOf(visitor)
      return `/plans/new?bundle=${slug}&district=xuhui&day=${day}&starts=${starts}`
    },
    shows: ({ page, t }) => page.getByRole('button', { name: t('plans.show') }),
  },
  'privacy.vue': { path: () => '/privacy' },
  'provider/agreements.vue': { who: 'manager', path: () => '/provider/agreements', shows: ({ page, t }) => page.getByRole('button', { name: t('agreement.accept') }).first() },
  'provider/bundles/[id]/index.vue': {
    who: 'manager', path: async visitor => `/provider/bundles/${await aDraft(visitor)}`, shows: ({ page }) => page.locator('[data-bookable]'),
  },
  'provider/bundles/[id]/preview.vue': {
    who: 'manager', path: async visitor => `/provider/bundles/${await aDraft(visitor)}/preview`, shows: ({ page }) => page.getByRole('article').first(),
  },
  'provider/bundles/index.vue': { who: 'manager', path: () => '/provider/bundles', shows: ({ page, t }) => page.getByRole('heading', { name: t('composer.own') }) },
  'provider/bundles/new.vue': { who: 'manager', path: () => '/provider/bundles/new', shows: ({ page, t }) => page.getByRole('button', { name: t('composer.start.go') }) },
  'provider/bookings.vue': { who: 'manager', path: () => '/provider/bookings', shows: ({ page }) => page.getByRole('table').first() },
  'provider/calendar.vue': { who: 'manager', path: () => '/provider/calendar', shows: ({ page, t }) => page.getByRole('heading', { name: t('teamCalendar.bulk') }) },
  'provider/earnings.vue': { who: 'manager', path: () => '/provider/earnings', shows: ({ page, t }) => page.getByRole('heading', { name: t('earnings.statements') }) },
  'provider/figures.vue': { who: 'manager', path: () => '/provider/figures', shows: ({ page }) => page.getByRole('table').first() },
  'provider/today.vue': { who: 'manager', path: () => '/provider/today', shows: ({ page, t }) => page.getByRole('link', { name: t('board.after') }) },
  'provider/index.vue': { who: 'manager', path: () => '/provider', shows: ({ page }) => page.getByRole('article').first() },
  'provider/offerings/[id].vue': {
    who: 'manager',
    path: async visitor => `/provider/offerings/${await anOffering(visitor)}`,
    shows: ({ page, t }) => page.getByRole('complementary', { name: t('offering.preview') }),
  },
  'provider/offerings/index.vue': { who: 'manager', path: () => '/provider/offerings', shows: ({ page, t }) => page.getByRole('navigation', { name: t('offering.filter') }) },
  'provider/offerings/new.vue': { who: 'manager', path: () => '/provider/offerings/new', shows: ({ page, t }) => page.getByRole('button', { name: t('offering.saveDraft') }) },
  'provider/team/[id].vue': {
    who: 'manager',
    path: async visitor => `/provider/team/${await aColleague(visitor)}`,
    shows: ({ page, t }) => page.getByRole('button', { name: t('crew.seeBroken') }),
  },
  'provider/team/index.vue': { who: 'manager', path: () => '/provider/team', shows: ({ page, t }) => page.getByRole('heading', { name: t('crew.kinds.worker') }) },
  'provider/team/new.vue': { who: 'manager', path: () => '/provider/team/new', shows: ({ page, t }) => page.getByRole('button', { name: t('crew.addCredential') }) },
  'provider/members.vue': { who: 'owner', path: () => '/provider/members', shows: ({ page, t }) => page.getByRole('button', { name: t('team.send') }) },
  'provider/new.vue': { who: 'resident', path: () => '/provider/new', shows: ({ page, t }) => page.getByRole('button', { name: t('onboarding.new.begin') }) },
  'provider/onboarding.vue': { who: 'owner', path: () => '/provider/onboarding', shows: ({ page, t }) => page.getByRole('button', { name: t('onboarding.submit') }) },
  'providers/[slug].vue': { path: () => '/providers/shuidian', shows: ({ page }) => page.getByRole('listitem').first() },
  'scenarios/[slug].vue': { path: () => '/scenarios/clean-and-care' },
  'search.vue': { path: ({ locale }) => `/search?q=${locale === 'en' ? 'nurse' : '护士'}&district=xuhui&priceTo=600&map=1`, shows: ({ page, t }) => page.getByRole('group', { name: t('search.map.title') }) },
  'sign-in.vue': { path: () => '/sign-in', shows: ({ page, t }) => page.getByText(t('signIn.demo.title')) },
  'terms.vue': { path: () => '/terms' },
  // The seed's visits are on the city's day, which is not the browser's.
  'worker.vue': {
    who: 'worker',
    path: () => `/worker?day=${new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())}`,
    shows: ({ page }) => page.getByRole('article').first(),
  },
  '404': { path: () => '/nobody-lives-here', status: 404 },
}

test('every page has an entry here', () => {
  const pages = globSync('**/*.vue', { cwd: join(root, 'pages') })
  expect(Object.keys(entries).filter(name => name !== '404').toSorted()).toEqual(pages.toSorted())
})

// In both languages at once, each in a process of its own: most of the time goes into what the browser does.
test.for(Object.entries(entries))('%s is for everybody', async ([name, entry]) => {
  const { who, path, status = 200 } = entry
  const refusals = status === 200 ? [] : [/nobody-lives-here$/, /\/api\/invitations\/A+$/, /\/invitation\/A+$/]
  const readers: { visitor: Visitor, address: string }[] = []
  for (const locale of ['zh-CN', 'en'] as const) {
    const visitor = await visit({ locale, refusals })
    if (who) await signInAs(visitor, who)
    readers.push({ visitor, address: visitor.path(await path(visitor)) })
  }
  expect((await Promise.all(readers.map(async reader => await faultsOf(name, entry, reader)))).flat()).toEqual([])
})

/** What is wrong with a page, in every look that it has in this language. */
async function faultsOf(name: string, { shows, status = 200 }: Entry, { visitor, address }: { visitor: Visitor, address: string }): Promise<string[]> {
  const { page, locale } = visitor
  const answer = await page.goto(address)
  expect(answer?.status()).toBe(status)
  await ready(visitor)
  await shows?.(visitor).waitFor()
  await page.evaluate(axe)
  await page.evaluate(measure)

  const faults: string[] = []
  for (const { width, mode } of isDesk(name) ? deskLooks[locale] : everyLook) {
    await page.setViewportSize({ width, height: 900 })
    await page.evaluate(`document.documentElement.classList.toggle('dark', ${mode.includes('dark')})`)
    await page.evaluate(`document.documentElement.classList.toggle('elder', ${mode.includes('elder')})`)
    await page.evaluate('linliMeasure.settled()')
    const look = `${width} px, ${mode}`
    const found = [
      ...await checkPage(visitor),
      ...(mode === 'elder' ? await checkElder(visitor) : []),
      ...(isDesk(name) || looksForAxe[locale].includes(look) ? await checkByAxe(visitor, mode) : []),
    ]
    faults.push(...found.map(fault => `${locale}, ${look}: ${fault}`))
  }
  return faults
}

const pageReport = z.object({ lang: z.string(), faults: z.array(z.string()) })
const axeReport = z.array(z.object({ id: z.string(), impact: z.string().nullable(), nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })) }))

async function checkPage({ page, locale }: Visitor): Promise<string[]> {
  const { lang, faults } = pageReport.parse(await page.evaluate('linliMeasure.page()'))
  return [...(lang === locale ? [] : [`the page says that it is in “${lang}”`]), ...faults]
}

async function checkElder({ page }: Visitor): Promise<string[]> {
  return z.array(z.string()).parse(await page.evaluate('linliMeasure.elder()'))
}

/** Everything in light; in the other modes only what a mode changes. In elder mode large text has to have the contrast of small text, too. */
async function checkByAxe({ page }: Visitor, mode: string): Promise<string[]> {
  const large = mode.includes('elder') ? 4.5 : 3
  await page.evaluate(`axe.configure({ checks: [{ id: 'color-contrast', options: { contrastRatio: { normal: { expected: 4.5 }, large: { expected: ${large} } } } }] })`)
  const rules = mode === 'light' ? {} : { runOnly: { type: 'rule', values: ['color-contrast', 'target-size', 'link-in-text-block'] } }
  const options = { resultTypes: ['violations'], ...rules }
  const found = axeReport.parse(await page.evaluate(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`))
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(({ id, nodes }) =>
    nodes.slice(0, 4).map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 160)} ${failureSummary.replaceAll(/\s+/g, ' ').slice(0, 200)}`))
}

/** Of a visit that the demo worker makes on the city's day. */
async function aDoor({ page }: Visitor): Promise<string> {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
  const visits = z.array(z.object({ door: z.string().nullable() })).parse(await (await page.request.get('/api/worker/visits', { params: { day } })).json())
  return visits.flatMap(({ door }) => door ?? [])[0] ?? ''
}

async function bookingWithVoucher({ page }: Visitor): Promise<string> {
  const cards = z.object({ bookings: z.array(z.object({ id: z.string() })) }).parse(await (await page.request.get('/api/bookings')).json())
  for (const { id } of cards.bookings) {
    const { voucher } = z.object({ voucher: z.unknown() }).parse(await (await page.request.get(`/api/bookings/${id}`)).json())
    if (voucher) return id
  }
  throw new Error('no booking of the demo resident has a voucher')
}

/** Who has waited longest for an operator. */
async function firstWaiting({ page }: Visitor): Promise<string> {
  const { rows: [first] } = verifications.parse(await (await page.request.get('/api/operator/verifications')).json())
  if (!first) throw new Error('nobody waits to be verified')
  return first.providerId
}

async function newestBooking({ page }: Visitor): Promise<string> {
  const answer = await page.request.get('/api/bookings')
  const { bookings } = z.object({ bookings: z.array(z.object({ id: z.string(), state: z.string() })) }).parse(await answer.json())
  return bookings.find(({ state }) => state === 'confirmed')?.id ?? ''
}

async function aDraft({ page }: Visitor): Promise<string> {
  const { own } = bundleList.parse(await (await page.request.get('/api/provider/bundles')).json())
  return own.rows.find(({ status }) => status === 'draft')?.id ?? ''
}

async function anOffering({ page }: Visitor): Promise<string> {
  const { rows } = offerings.parse(await (await page.request.get('/api/provider/offerings')).json())
  return rows.find(({ status }) => status === 'published')?.id ?? ''
}

async function aColleague({ page }: Visitor): Promise<string> {
  const { rows } = crew.parse(await (await page.request.get('/api/provider/team')).json())
  return rows.find(({ kind, active }) => kind === 'worker' && active)?.id ?? ''
}

/** A plan of the demo resident's, made where there is none. */
async function newPlan(visitor: Visitor): Promise<string> {
  const { request } = visitor.page
  const known = plans.parse(await (await request.get('/api/plans')).json())[0]
  if (known) return known.id
  const { starts, day } = await slotOf(visitor)
  const [recipient] = rowsWithId.parse(await (await request.get('/api/household/recipients')).json())
  const address = addresses.parse(await (await request.get('/api/household/addresses')).json()).find(({ districtId }) => districtId === 'xuhui')
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7
  const wish = {
    slug, districtId: 'xuhui', sameWorker: false, pattern: { every: 1, weekdays: [weekday], end: { visits: 1 } },
    starts: starts.split(',').map((pair) => ({ legId: pair.slice(0, 36), start: pair.slice(37) })), decisions: [{ day, decision: { kind: 'keep' } }],
  }
  const { amount } = planPreview.parse(await (await request.post('/api/plans/preview', { data: wish })).json())
  const made = await request.post('/api/plans', { data: {
    ...wish, amount, recipientId: recipient?.id, addressId: address?.id, locale: visitor.locale,
    contact: { name: 'Chen Jing', phone: '+8613800000000' }, payer: { name: 'Chen Jing', email: 'chen@mail.example' },
  } })
  expect(made.status(), await made.text()).toBe(201)
  return plan.parse(await made.json()).id
}

const rowsWithId = z.array(z.object({ id: z.string() }))
const addresses = z.array(z.object({ id: z.string(), districtId: z.string() }))

/** A time of the bundle that can be had, as the address of the checkout writes it. */
async function slotOf({ page }: Visitor): Promise<{ day: string, starts: string }> {
  const { zone } = bundleDetail.parse(await (await page.request.get(`/api/bundles/${slug}`)).json())
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(new Date())
  const slots = async (query: Record<string, string | number>) =>
    slotsAnswer.parse(await (await page.request.get(`/api/bundles/${slug}/slots`, { params: { district: 'xuhui', ...query } })).json())
  const day = (await slots({ from: today, days: 30 })).days.findLast(({ count }) => count > 0)?.date ?? ''
  const time = (await slots({ from: day, days: 1 })).days[0]?.times?.[0]
  return { day, starts: (time?.legs ?? []).map(({ legId, start }) => `${legId}:${start}`).join(',') }
}
