import { describe, expect, test } from 'vitest'
import { useBrowser, type Visitor } from '../support/browser.ts'
import { creditCode } from '../support/onboarding.ts'
import { picture } from '../support/uploads.ts'
import { open, signInAs } from './support/journey.ts'

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

describe('a new provider', () => {
  test('signs up, describes itself, is asked for more, answers, is approved, and can be suspended', async () => {
    const [owner, operator] = [await visit({ locale: 'zh-CN' }), await visit({ locale: 'en' })]
    const { page, t } = owner
    const name = '小满家政'
    await open(owner, '/')
    await page.getByRole('link', { name: t('nav.becomeProvider') }).click()
    await page.waitForURL(/sign-in/)
    await signUp(owner, { name: '满月', email: 'xiaoman@example.com', next: '/provider/new' })
    await page.getByRole('button', { name: t('onboarding.new.begin') }).click()
    await page.getByText(t('onboarding.errors.name')).first().waitFor()
    await page.getByLabel(t('onboarding.name.zh')).fill(name)
    await page.getByRole('button', { name: t('onboarding.new.begin') }).click()

    await page.getByRole('heading', { level: 1, name: t('onboarding.title') }).waitFor()
    await page.getByLabel(t('onboarding.summary.zh')).fill('徐汇、长宁的日常保洁。')
    await page.locator('[name="contact.name"]').fill('满月')
    await page.locator('[name="contact.email"]').fill('office@xiaoman.example')
    await page.locator('[name="contact.phone"]').fill('021 6200 1111')
    await page.getByRole('checkbox').first().check()
    await page.getByRole('button', { name: t('onboarding.save') }).click()
    await page.getByText(t('onboarding.said.profile')).waitFor()
    await addLicence(owner, 'onboarding.addLicence', 11)
    await page.getByRole('button', { name: t('onboarding.submit') }).click()
    await page.getByText(t('onboarding.explain.submitted')).waitFor()

    await signInAs(operator, 'operator')
    await open(operator, '/operator/verification')
    await operator.page.getByRole('link', { name }).click()
    // Whoever reads English sees that there is no English.
    await operator.page.getByRole('heading', { level: 1 }).getByText(operator.t('inLanguage.only.zh-CN')).waitFor()
    await operator.page.getByRole('img', { name: operator.t('onboarding.pictureOf', { name: operator.t('onboarding.kinds.business_licence') }) }).waitFor()
    await decide(operator, 'ask_more', 'The stamp cannot be read.')

    await page.reload()
    await page.getByText('The stamp cannot be read.').first().waitFor()
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

    await decide(operator, 'suspend', 'Complaints are being looked into.')
    await page.reload()
    await page.getByText(t('onboarding.explain.suspended')).waitFor()
    await decide(operator, 'lift')
    await open(operator, '/operator/acts')
    const acts = await operator.page.getByRole('heading', { level: 2 }).allInnerTexts()
    expect(acts.slice(0, 4)).toEqual(['lift', 'suspend', 'approve', 'ask_more'].map(act => operator.t(`acts.actions.provider.${act}`)))
  })
})
