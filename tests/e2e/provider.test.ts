import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { useBrowser, type Visitor } from '../support/browser.ts'
import { creditCode } from '../support/onboarding.ts'
import { picture } from '../support/uploads.ts'
import { open, ready, signInAs } from './support/journey.ts'

const { visit } = useBrowser()

async function signUp(visitor: Visitor, { name, email, next }: { name: string, email: string, next: string }): Promise<void> {
  const { page, t } = visitor
  await open(visitor, `/sign-in?next=${encodeURIComponent(visitor.path(next))}`)
  await page.getByRole('tab', { name: t('signIn.way.signUp') }).click()
  const form = page.getByRole('tabpanel', { name: t('signIn.way.signUp') })
  await form.getByLabel(t('signIn.name')).fill(name)
  await form.getByLabel(t('signIn.email')).fill(email)
  await form.locator('input[name="password"]').fill('a long password')
  await form.getByRole('checkbox').check()
  await form.getByRole('button', { name: t('signIn.signUp') }).click()
  await page.waitForURL(visitor.path(next))
}

/** Fills and sends the dialog of a paper. */
async function addLicence({ page, t }: Visitor, button: string, nth: number): Promise<void> {
  await page.getByRole('button', { name: t(button) }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('onboarding.creditCode')).fill(creditCode(nth))
  await dialog.getByLabel(t('onboarding.holder')).fill('上海小满家政服务有限公司')
  await dialog.getByLabel(t('onboarding.file')).setInputFiles({ name: '../执照.png', mimeType: 'text/html', buffer: await picture({ format: 'png' }) })
  await dialog.getByText(t('upload.kept')).waitFor()
  await dialog.getByRole('button', { name: t('form.save') }).click()
  await page.getByText(t('onboarding.said.paper')).waitFor()
}

async function decide({ page, t }: Visitor, decision: string, reason = ''): Promise<void> {
  if (reason) await page.getByLabel(t('verify.reason')).fill(reason)
  await page.getByRole('button', { name: t(`verify.decisions.${decision}`), exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: t(`verify.decisions.${decision}`), exact: true }).click()
  await page.getByText(t(`verify.said.${decision}`)).waitFor()
}

/** Fills fields by their names. */
async function type(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [name, typed] of Object.entries(fields)) await page.locator(`[name="${name}"]`).fill(typed)
}

/** Somebody with a face, a skill, hours, districts and a card. */
async function addColleague(owner: Visitor, { skill }: { skill: string }): Promise<void> {
  const { page, t } = owner
  await open(owner, '/provider/team/new?kind=worker')
  await type(page, { 'name.zh': '秦小满', 'name.en': 'Qin Xiaoman' })
  await page.locator('input[name="portrait"]').setInputFiles({ name: '自拍.jpg', mimeType: 'image/jpeg', buffer: await picture() })
  await page.getByText(t('crew.portraitArrived')).waitFor()
  await page.getByLabel(t('crew.homeDistrict')).selectOption('xuhui')
  await page.getByLabel(t('crew.anotherSkill')).fill(skill)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: t('crew.addCredential') }).click()
  await type(page, {
    'credentials.0.number': 'SH-2026-0013', 'credentials.0.expiresOn': '2031-12-31', 'credentials.0.issuer.zh': '上海市商务委', 'credentials.0.issuer.en': 'Shanghai Commerce',
  })
  // What is typed stays over a reload.
  await page.reload()
  await ready(owner)
  await page.getByText(t('offering.restored')).waitFor()
  await page.getByRole('button', { name: t('form.save'), exact: true }).click()
  await page.waitForURL(/\/team\/[0-9a-f-]{36}/)
  await page.getByRole('heading', { level: 1, name: '秦小满' }).waitFor()
  await page.waitForFunction('[...document.images].some(image => image.src.includes("/api/files/") && image.complete && image.naturalWidth === 480)')
}

/** A service for what the colleague can do, on sale. */
async function sellOffering({ page, t, path }: Visitor): Promise<void> {
  await page.goto(path('/provider/offerings/new'))
  await ready({ page })
  await type(page, { 'title.zh': '小满擦窗', 'title.en': 'Xiaoman windows', 'summary.zh': '里外都擦。', 'summary.en': 'Inside and out.' })
  await page.getByLabel(t('offering.category'), { exact: true }).selectOption({ index: 2 })
  await page.getByLabel(t('offering.priceOf.fixed'), { exact: true }).fill('120')
  await page.getByLabel(t('offering.need', { n: 1 }), { exact: true }).selectOption({ index: 1 })
  await page.getByRole('button', { name: t('offering.saveDraft') }).click()
  await page.waitForURL(/\/offerings\/[0-9a-f-]{36}/)
  await ready({ page })
  await page.getByRole('button', { name: t('offering.event.publish') }).click()
  await page.getByText(t('offering.said.publish')).waitFor()
}

/** A bundle of this one service, public. Answers its slug. */
async function sellBundle({ page, t, path }: Visitor): Promise<string> {
  await page.goto(path('/provider/bundles/new'))
  await ready({ page })
  await page.getByRole('radio', { name: t('composer.start.free') }).check()
  await page.getByRole('button', { name: t('composer.start.go') }).click()
  await page.waitForURL(/\/provider\/bundles\/[0-9a-f-]{36}/)
  const [id] = /[0-9a-f-]{36}/.exec(page.url())!
  await page.getByRole('button', { name: t('composer.steps.add') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('listitem').filter({ hasText: '小满擦窗' }).getByRole('button').click()
  await dialog.waitFor({ state: 'hidden' })
  await page.locator('select[name="scenario"]').selectOption({ index: 1 })
  await type(page, { 'title-zh': '小满的亮窗', 'title-en': 'Bright windows of Xiaoman', 'summary-zh': '擦亮每一扇窗。', 'summary-en': 'Every window shines.' })
  await page.getByRole('button', { name: t('composer.edit.save') }).click()
  await page.getByText(t('composer.check.ready')).waitFor()
  await page.getByRole('button', { name: t('composer.edit.publish') }).click()
  await page.getByText(t('composer.edit.said.publish')).waitFor()
  return (await (await page.request.get(`/api/provider/bundles/${id}`)).json() as { slug: string }).slug
}

describe('a new provider', () => {
  test('goes from signing up to what residents see: asked for more, answers, approved, hires, sells; suspended, it is seen no more', async () => {
    const [owner, operator] = [await visit({ locale: 'zh-CN', refusals: [/\/api\/provider\/profile$/] }), await visit({ locale: 'en' })]
    const { page, t } = owner
    const name = '小满家政'
    await open(owner, '/')
    await page.getByRole('link', { name: t('nav.becomeProvider') }).click()
    await page.waitForURL(/sign-in/)
    await signUp(owner, { name: '满月', email: 'xiaoman@example.com', next: '/provider/new' })
    await page.getByRole('button', { name: t('onboarding.new.begin') }).click()
    await page.getByText(t('onboarding.errors.name')).first().waitFor()
    await page.locator('[name="name.zh"]').fill(name)
    await page.getByRole('button', { name: t('onboarding.new.begin') }).click()

    await page.getByRole('heading', { level: 1, name: t('onboarding.title') }).waitFor()
    await page.locator('[name="summary.zh"]').fill('徐汇、长宁的日常保洁。')
    await page.locator('[name="contact.name"]').fill('满月')
    await page.locator('[name="contact.email"]').fill('office@xiaoman.example')
    await page.locator('[name="contact.phone"]').fill('021 6200 1111')
    await page.locator('input[name="districtIds"][value="xuhui"]').check()
    // A reload loses nothing, and what is typed is saved before it is submitted.
    await page.reload()
    await ready(owner)
    await page.getByText(t('offering.restored')).waitFor()
    await addLicence(owner, 'onboarding.addLicence', 11)
    await page.getByRole('button', { name: t('onboarding.submit') }).click()
    await page.getByText(t('onboarding.explain.submitted')).waitFor()
    expect(await page.locator('[name="contact.phone"]').inputValue()).toBe('021 6200 1111')

    await signInAs(operator, 'operator')
    await open(operator, '/operator/verification')
    await operator.page.getByRole('link', { name }).click()
    // Whoever reads English sees that there is no English.
    await operator.page.getByRole('heading', { level: 1 }).getByText(operator.t('inLanguage.only.zh-CN')).waitFor()
    await operator.page.getByRole('img', { name: operator.t('onboarding.pictureOf', { name: operator.t('onboarding.kinds.business_licence') }) }).waitFor()
    await decide(operator, 'ask_more', 'The stamp cannot be read.')

    await page.reload()
    await ready(owner)
    await page.getByText('The stamp cannot be read.').first().waitFor()
    // A colleague changes the profile meanwhile: what is typed here is saved over it once that is wanted.
    const known = await (await page.request.get('/api/provider/onboarding')).json() as object
    await page.request.put('/api/provider/profile', { data: { ...known, foundedYear: 2019 } })
    await page.locator('[name="foundedYear"]').fill('2020')
    await page.getByRole('button', { name: t('onboarding.save') }).click()
    await page.getByRole('button', { name: t('offering.saveMine') }).click()
    await page.getByText(t('onboarding.said.profile')).waitFor()
    expect(await page.locator('[name="foundedYear"]').inputValue()).toBe('2020')
    await addLicence(owner, 'onboarding.changeLicence', 12)
    await page.getByLabel(t('onboarding.message')).fill('已重拍。')
    await page.getByRole('button', { name: t('onboarding.submit') }).click()
    await page.getByText(t('onboarding.explain.submitted')).waitFor()

    await operator.page.reload()
    await operator.page.getByText(creditCode(12)).waitFor()
    await operator.page.getByText('已重拍。').waitFor()
    await decide(operator, 'approve')
    await page.reload()
    await page.getByText(t('onboarding.explain.verified')).waitFor()

    // The desk leads from one step to the next, until residents can book.
    await open(owner, '/provider')
    await page.getByRole('listitem').filter({ hasText: t('firstSteps.steps.profile') }).getByText(t('firstSteps.done')).waitFor()
    await page.getByRole('link', { name: t('firstSteps.steps.team') }).click()
    await page.waitForURL(/\/provider\/team/)
    await addColleague(owner, { skill: t('skill.home-cleaning') })
    await sellOffering(owner)
    const slug = await sellBundle(owner)
    await open(owner, '/provider')
    await page.getByText(t('provider.empty')).waitFor()
    const resident = await visit({ locale: 'zh-CN', refusals: [new RegExp(slug)] })
    const seen = async () => (await resident.page.goto(`/bundles/${slug}?district=xuhui`))?.status()
    expect(await seen()).toBe(200)
    await resident.page.getByText('里外都擦。').waitFor()
    await resident.page.getByText(name).first().waitFor()
    await expect.poll(async () => JSON.stringify(await (await resident.page.request.get(`/api/search?q=${encodeURIComponent('小满的亮窗')}`)).json()))
      .toContain(slug)

    await decide(operator, 'suspend', 'Complaints are being looked into.')
    expect(await seen()).toBe(404)
    await open(owner, '/provider/onboarding')
    await page.getByText(t('onboarding.explain.suspended')).waitFor()
    await decide(operator, 'lift')
    expect(await seen()).toBe(200)
    await open(operator, '/operator/acts')
    const acts = await operator.page.getByRole('heading', { level: 2 }).allInnerTexts()
    expect(acts.slice(0, 4)).toEqual(['lift', 'suspend', 'approve', 'ask_more'].map(act => operator.t(`acts.actions.provider.${act}`)))
  })
})
