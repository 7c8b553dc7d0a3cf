import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Booking } from '../../shared/schemas/booking.ts'
import { useBrowser, type Visitor } from '../support/browser.ts'
import {
  chooseSlot, expectNoReload, goodCard, goToCheckout, markPage, open, payByCard, pickBundle, readBooking, ready, signInByPhone, signUpByEmail, textOf, turnTo, unfold,
} from './support/journey.ts'
import { addManager, providersOf, stripeControl } from './support/sandbox.ts'

const { visit } = useBrowser()
const inGroups = (phone: string) => phone.replace(/^(\d{3})(\d{4})/, '$1 $2 ')

interface Person {
  locale: 'zh-CN' | 'en'
  q: string
  name: string
  father: string
  street: string
  notes: string
  phone: string
  email: string
  signIn: (visitor: Visitor, person: Person) => Promise<void>
  /** Which of the days with room: each language its own. */
  nth: number
  managers: string
}

const people: Person[] = [
  {
    locale: 'zh-CN', q: '打扫卫生 照顾父亲', name: '林小满', father: '林国栋', street: '天平路 18 弄 5 号 202 室', notes: '听力不好，请大声一点', phone: '13700000001',
    email: 'lin@mail.example', nth: 1, managers: '+8613600001',
    signIn: (visitor, { phone, name }) => signInByPhone(visitor, { phone, name }),
  },
  {
    locale: 'en', q: 'clean and look after my father', name: 'Anna Lind', father: 'Bengt Lind', street: '5 Kangping Road, flat 202', notes: 'Hard of hearing: please speak up',
    phone: '13700000002', email: 'anna@mail.example', nth: 2, managers: '+8613600002',
    signIn: (visitor, { email, name }) => signUpByEmail(visitor, { email, name }),
  },
]

describe.each(people)('in $locale', (person) => {
  test('a resident finds, books and pays for a bundle, and each provider sees its leg', async () => {
    // `name_needed` is how the API says that a number is new.
    const resident = await visit({ locale: person.locale, refusals: [/phone-verify$/] })
    await findBundle(resident, person)
    const { lanes } = await chooseSlot(resident, { nth: person.nth })
    expect(lanes.length).toBeGreaterThanOrEqual(2)
    for (const lane of lanes) expect(lane).toMatch(/\d\d:\d\d–\d\d:\d\d/)
    const legTimes = lanes.map(lane => /\d\d:\d\d–\d\d:\d\d/.exec(lane)?.[0])

    await signInOnTheWay(resident, person)
    await fillIn(resident, person)
    await expectRefundTable(resident, lanes.length)
    const booking = await payAndWait(resident, legTimes)
    await expectCalendarFile(resident, booking)
    await expectProvidersSeeTheirLegs(booking, person)
  })
})

async function findBundle(visitor: Visitor, { q }: Person): Promise<void> {
  const { page, t } = visitor
  await open(visitor, '/')
  const main = page.getByRole('main')
  await main.getByRole('combobox', { name: t('search.label') }).fill(q)
  await main.getByRole('button', { name: t('search.submit') }).click()
  await page.waitForURL(/\/search\?q=/)

  const xuhui = page.getByRole('group', { name: t('search.district') }).getByRole('checkbox', { name: visitor.locale === 'en' ? /^Xuhui/ : /^徐汇/, includeHidden: true })
  await unfold(xuhui)
  await xuhui.check()
  await page.waitForURL(/district=xuhui/)

  const found = await pickBundle(visitor, { q, district: 'xuhui', scenario: 'clean-and-care' })
  await page.getByRole('link', { name: found.title, exact: true }).click()
  await page.waitForURL(new RegExp(`/bundles/${found.slug}\\?.*district=xuhui`))
  await page.getByRole('heading', { level: 1, name: found.title }).waitFor()
}

async function signInOnTheWay(visitor: Visitor, person: Person): Promise<void> {
  const { page, t } = visitor
  const chosen = new URL(page.url()).searchParams
  await goToCheckout(visitor)
  await page.waitForURL(/\/sign-in\?next=/)
  await page.getByText(t('signIn.forCheckout')).waitFor()
  await person.signIn(visitor, person)
  await page.waitForURL(url => url.pathname === visitor.path('/checkout'))
  for (const kept of ['district', 'day', 'starts']) expect(new URL(page.url()).searchParams.get(kept)).toBe(chosen.get(kept))
}

async function fillIn({ page, t }: Visitor, { name, father, street, notes, phone, email }: Person): Promise<void> {
  const part = (title: string) => page.getByRole('region', { name: title })
  const who = part(t('checkout.forWhom'))
  await who.getByLabel(t('household.name')).fill(father)
  await who.getByLabel(t('household.relation')).selectOption('parent')
  await who.getByLabel(t('household.birthYear')).fill('1948')
  await who.getByRole('checkbox', { name: t('household.needs.hearing') }).check()
  await who.getByLabel(t('household.notes')).fill(notes)
  await part(t('checkout.where')).getByLabel(t('household.street')).fill(street)
  const contact = part(t('checkout.contact'))
  await contact.getByLabel(t('checkout.contactName')).fill(name)
  await contact.getByLabel(t('checkout.contactPhone')).fill(phone)
  const payer = part(t('checkout.payer'))
  await payer.getByLabel(t('checkout.payerName')).fill(name)
  await payer.getByLabel(t('checkout.payerEmail')).fill(email)
}

/** Before anything is paid: a table for each leg, with amounts. */
async function expectRefundTable({ page, t }: Visitor, legs: number): Promise<void> {
  const tables = page.getByRole('region', { name: t('checkout.refund.title') }).getByRole('table')
  await tables.first().waitFor()
  expect(await tables.count()).toBe(legs)
  for (const table of await tables.allInnerTexts()) expect(table).toMatch(/¥\d/)
}

/** The page shows that the payment is awaited, and then the booking, without being loaded again. */
async function payAndWait(visitor: Visitor, legTimes: (string | undefined)[]): Promise<Booking> {
  const { page, t } = visitor
  await page.getByRole('checkbox', { name: t.like('checkout.agree', { terms: t('signIn.terms') }) }).check()
  await page.getByRole('button', { name: t('checkout.pay'), exact: true }).click()
  await page.waitForURL(/\/_sandbox\/stripe\/checkout\//)

  await stripeControl('webhooks', { paused: true })
  try {
    await payByCard(visitor, goodCard)
    await page.waitForURL(/\/bookings\/[\w-]+\?paid=1/)
    await ready(visitor)
    await markPage(page)
    await page.getByText(t('bookings.notice.waiting.title')).waitFor()
  } finally {
    await stripeControl('webhooks', { paused: false })
  }
  await page.getByText(t('bookings.notice.confirmed.title'), { exact: true }).waitFor()
  await expectNoReload(page)

  const booking = await readBooking(visitor, /bookings\/([\w-]+)/.exec(page.url())?.[1] ?? '')
  expect(booking.state).toBe('confirmed')
  const legs = page.getByRole('region', { name: t('bookings.legs') })
  for (const leg of booking.legs) {
    await legs.getByText(textOf(visitor, leg.title), { exact: true }).waitFor()
    for (const { name } of leg.resources) expect(await legs.innerText()).toContain(textOf(visitor, name))
  }
  for (const time of legTimes) expect(await legs.innerText()).toContain(time)
  expect(await legs.getByText(t('state.confirmed'), { exact: true }).count()).toBe(booking.legs.length)
  return booking
}

async function expectCalendarFile(visitor: Visitor, booking: Booking): Promise<void> {
  const { page, t } = visitor
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: t('bookings.calendar') }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(new RegExp(`${booking.reference}\\.ics$`))
  const events = eventsOf(readFileSync(await download.path(), 'utf8'))
  const expected = booking.legs.map(leg => ({
    uid: `${leg.id}@linli`, start: compact(leg.start), end: compact(leg.end), summary: textOf(visitor, leg.title), status: 'CONFIRMED',
  }))
  expect(events.toSorted(byUid)).toEqual(expected.toSorted(byUid))
}

const compact = (instant: string): string => new Date(instant).toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '')
const byUid = (a: { uid: string }, b: { uid: string }): number => a.uid.localeCompare(b.uid)

/** The entries of an iCalendar file, by RFC 5545: lines that are folded are joined first. */
function eventsOf(file: string) {
  const lines = file.replaceAll(/\r?\n[ \t]/g, '')
  return lines.split('BEGIN:VEVENT').slice(1).map((entry) => {
    const field = (name: string): string => new RegExp(`^${name}(?:;[^:\\r\\n]*)?:(.*?)\\r?$`, 'm').exec(entry)?.[1] ?? ''
    return {
      uid: field('UID'), start: field('DTSTART'), end: field('DTEND'), summary: field('SUMMARY').replaceAll(/\\([,;\\])/g, '$1'), status: field('STATUS'),
    }
  })
}

/** A manager of each provider signs in and finds the legs of that provider, and of no other. */
async function expectProvidersSeeTheirLegs(booking: Booking, { locale, father, notes, phone, managers }: Person): Promise<void> {
  const legs = await providersOf(booking.id)
  expect(legs).toHaveLength(booking.legs.length)
  const providers = [...new Set(legs.map(({ providerId }) => providerId))]
  expect(providers.length).toBeGreaterThan(1)

  for (const [index, providerId] of providers.entries()) {
    const manager = { providerId, phone: `${managers}${String(index).padStart(4, '0')}` }
    await addManager(manager)
    const visitor = await visit({ locale })
    await open(visitor, `/sign-in?next=${visitor.path('/provider')}`)
    await signInByPhone(visitor, { phone: manager.phone })
    await visitor.page.getByRole('heading', { level: 1, name: visitor.t('provider.title') }).waitFor()

    const cards = await visitsOf(visitor, booking.reference)
    const own = legs.filter(leg => leg.providerId === providerId).map(leg => textOf(visitor, leg))
    expect(cards).toHaveLength(own.length)
    for (const title of own) {
      const card = cards.find(text => text.includes(title))
      expect(card, `no visit for ${title}`).toBeDefined()
      const leg = booking.legs.find(({ title: known }) => textOf(visitor, known) === title)
      const workers = (leg?.resources ?? []).filter(({ kind }) => kind === 'worker').map(({ name }) => textOf(visitor, name))
      for (const shown of [father, notes, inGroups(phone), leg && textOf(visitor, leg.address), ...workers]) expect(card).toContain(shown)
    }
  }
}

/** What the schedule says of a booking's legs, which may stand on a later page of it. */
async function visitsOf(visitor: Visitor, reference: string): Promise<string[]> {
  const cards = visitor.page.getByRole('article').filter({ hasText: reference })
  return await turnTo(visitor, cards) ? await cards.allInnerTexts() : []
}
