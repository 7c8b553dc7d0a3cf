import { expect } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { z } from 'zod'
import { searchAnswer, bundleDetail } from '../../../shared/schemas/catalog.ts'
import { booking, type Booking } from '../../../shared/schemas/booking.ts'
import type { LocalText } from '../../../shared/locale.ts'
import { isReady, type Visitor } from '../../support/browser.ts'
import { codeFor } from './sandbox.ts'

export const textOf = ({ locale }: Visitor, text: LocalText): string => (locale === 'en' ? text.en : text.zh)

export const ready = async ({ page }: Pick<Visitor, 'page'>): Promise<void> => await isReady(page)

export async function open(visitor: Visitor, path: string): Promise<void> {
  await visitor.page.goto(visitor.path(path))
  await ready(visitor)
}

/** Opens what hides a control: a fold of a list, or the panel of the filters on a phone. */
export async function unfold(control: Locator): Promise<void> {
  await control.waitFor({ state: 'attached' })
  for (const fold of await control.locator('xpath=ancestor::details[not(@open)]').all()) await fold.locator('summary').first().click()
}

export interface Found {
  slug: string
  title: string
  legs: number
}

/** Of what a search answers, in its order, the first bundle of the family that several providers serve and that is confirmed at once. */
export async function pickBundle({ page, ...visitor }: Visitor, { q, district, scenario }: { q: string, district: string, scenario: string }): Promise<Found> {
  const answer = await page.request.get('/api/search', { params: { q, district } })
  const { hits } = searchAnswer.parse(await answer.json())
  for (const hit of hits) {
    if (hit.scenario.slug !== scenario || hit.providerCount < 2) continue
    const { legs } = bundleDetail.parse(await (await page.request.get(`/api/bundles/${hit.slug}`)).json())
    if (legs.every(leg => leg.alternatives.every(({ instant }) => instant))) {
      return { slug: hit.slug, title: textOf({ page, ...visitor }, hit.title), legs: legs.filter(leg => leg.required).length }
    }
  }
  throw new Error(`the search for ${q} in ${district} finds no such bundle`)
}

/** On a bundle's page: the `nth` day with room in a later month (this one may be nearly over), then its first time. Answers what the time says of itself. */
export async function chooseSlot({ page, t }: Visitor, { nth = 0 } = {}): Promise<{ lanes: string[] }> {
  const openDays = page.getByRole('grid', { name: t('calendar.label') }).locator('button:not([aria-disabled])')
  await openDays.first().or(page.getByText(t('calendar.none'))).first().waitFor()
  await page.getByRole('button', { name: t('calendar.next') }).click()
  await openDays.nth(nth).click()
  await timesOf({ page, t }).first().check()
  await page.waitForURL(/starts=/)
  const lanes = page.getByRole('list', { name: t('times.lanes') }).first().getByRole('listitem')
  await lanes.first().waitFor()
  return { lanes: await lanes.allInnerTexts() }
}

/** Turns the pages of a provider's schedule to the one that has such cards. Answers whether any has. */
export async function turnTo(visitor: Visitor, cards: Locator): Promise<boolean> {
  const { page, t } = visitor
  for (let number = 1; ; number++) {
    await open(visitor, `/provider?page=${number}`)
    await page.getByRole('article').first().waitFor()
    if (await cards.count() > 0) return true
    if (await page.getByRole('link', { name: t('search.next') }).count() === 0) return false
  }
}

/** The times of the chosen day. */
export function timesOf({ page, t }: Pick<Visitor, 'page' | 't'>): Locator {
  return page.getByRole('radio', { name: t.like('times.ends') })
}

/** The way on from a chosen time. */
export async function goToCheckout({ page, t }: Visitor): Promise<void> {
  await page.getByRole('complementary', { name: t('bundle.summary') }).getByRole('link', { name: t('bundle.continue') }).click()
}

/** On the sign-in page: a new account with email and password. */
export async function signUpByEmail({ page, t }: Visitor, { name, email }: { name: string, email: string }): Promise<void> {
  await page.getByRole('tab', { name: t('signIn.way.signUp') }).click()
  const form = page.getByRole('tabpanel', { name: t('signIn.way.signUp') })
  await form.getByLabel(t('signIn.name')).fill(name)
  await form.getByLabel(t('signIn.email')).fill(email)
  await form.getByLabel(t('signIn.password'), { exact: true }).fill('a short sentence of mine')
  await form.getByRole('checkbox').check()
  await form.getByRole('button', { name: t('signIn.signUp') }).click()
}

/** On the sign-in page: number, code out of the mailbox, and for a number that is new (`name`) who it is. */
export async function signInByPhone({ page, t }: Visitor, { phone, name }: { phone: string, name?: string }): Promise<void> {
  await page.getByRole('tab', { name: t('signIn.way.phone') }).click()
  const form = page.getByRole('tabpanel', { name: t('signIn.way.phone') })
  await form.getByLabel(t('signIn.phone')).fill(phone)
  await form.getByRole('button', { name: t('signIn.sendCode') }).click()
  const code = form.getByLabel(t('signIn.code'))
  await code.waitFor()
  await code.fill(await codeFor(phone.startsWith('+') ? phone : `+86${phone}`))
  await form.getByRole('button', { name: t('signIn.submit') }).click()
  if (name === undefined) return
  await form.getByLabel(t('signIn.name')).fill(name)
  await form.getByRole('checkbox').check()
  await form.getByRole('button', { name: t('signIn.signUp') }).click()
}

/** One of the people whom the sandbox's sign-in page offers, without the page. */
export async function signInAs({ page }: Visitor, who: 'resident' | 'manager' | 'partner' | 'worker' | 'owner' | 'operator'): Promise<void> {
  const answer = await page.request.post('/api/session/demo', { data: { who } })
  expect(answer.status(), await answer.text()).toBe(200)
}

/** The demo resident holds a bundle for her father and stands before the payment page. Answers the booking's id. */
export async function holdForFather(
  visitor: Visitor, { slug, nth, press = 'once', before }: { slug: string, nth: number, press?: 'once' | 'twice', before?: () => Promise<void> },
): Promise<string> {
  await open(visitor, `/bundles/${slug}?district=xuhui`)
  await chooseSlot(visitor, { nth })
  await goToCheckout(visitor)
  const { page, t } = visitor
  await page.getByRole('radio', { name: /陈国强/ }).check()
  await page.getByRole('checkbox', { name: t.like('checkout.agree', { terms: t('signIn.terms') }) }).check()
  await before?.()
  const pay = page.getByRole('button', { name: t('checkout.pay'), exact: true })
  await (press === 'once' ? pay.click() : pay.dblclick())
  await page.waitForURL(/\/_sandbox\/stripe\/checkout\//)
  return await heldBooking(visitor)
}

const cards = z.object({ bookings: z.array(z.object({ id: z.string(), state: z.string(), createdAt: z.string() })) })

/** The booking that was made last. */
async function heldBooking(visitor: Visitor): Promise<string> {
  const { bookings } = cards.parse(await (await visitor.page.request.get('/api/bookings')).json())
  const newest = bookings.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0]
  expect(newest?.state).toBe('held')
  return newest?.id ?? ''
}

export async function readBooking({ page }: Visitor, id: string): Promise<Booking> {
  return booking.parse(await (await page.request.get(`/api/bookings/${id}`)).json())
}

/** On the hosted page: pays with a card. It has its own words, in the session's language. */
export async function payByCard({ page, locale }: Visitor, number: string): Promise<void> {
  await page.getByLabel(locale === 'en' ? 'Card number' : '卡号').fill(number)
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  await page.getByRole('button', { name: locale === 'en' ? /^Pay / : /^支付 / }).click()
}

export const goodCard = '4242 4242 4242 4242'
export const declinedCard = '4000 0000 0000 0002'

/** Presses Tab until the control has the focus. */
export async function tabTo({ page }: Visitor, control: Locator): Promise<void> {
  await control.waitFor({ state: 'attached' })
  for (let presses = 0; presses < 150; presses++) {
    if (await control.evaluate(element => element === element.ownerDocument.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to ${String(control)}`)
}

/** Leaves a mark that a reload would wipe out. */
export async function markPage(page: Page): Promise<void> {
  await page.evaluate(() => Reflect.set(globalThis, 'linliStillHere', true))
}

export async function expectNoReload(page: Page): Promise<void> {
  expect(await page.evaluate(() => Reflect.get(globalThis, 'linliStillHere')), 'the page was loaded again').toBe(true)
}
