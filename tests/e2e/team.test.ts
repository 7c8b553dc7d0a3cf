import { expect, test } from 'vitest'
import { useBrowser } from '../support/browser.ts'
import { open, ready, signInAs, signUpByEmail } from './support/journey.ts'
import { linkIn } from './support/sandbox.ts'

const { visit } = useBrowser()

test('who is invited by mail joins as what they were asked to be', async () => {
  const [manager, invited] = [await visit({ locale: 'zh-CN' }), await visit({ locale: 'zh-CN', refusals: [/\/invitations?\/[\w-]+$/] })]
  const { page, t } = manager
  const email = 'invited@example.com'
  await signInAs(manager, 'manager')
  await open(manager, '/provider/members')
  await page.getByLabel(t('team.email')).fill(email)
  await page.getByRole('button', { name: t('team.send') }).click()
  await page.getByText(t('team.said.invited', { email })).waitFor()

  const link = await linkIn({ to: email, below: 'invitation' })
  await invited.page.goto(link)
  await ready(invited)
  await invited.page.getByRole('link', { name: t('nav.signIn') }).last().click()
  await signUpByEmail(invited, { name: '新来的', email })
  await invited.page.getByRole('button', { name: t('team.invitation.accept') }).click()
  await invited.page.getByRole('heading', { level: 1, name: t('worker.title') }).waitFor()
  await invited.page.waitForLoadState('networkidle')
  await page.reload()
  await page.getByRole('listitem').filter({ hasText: email }).getByText(t('team.roles.worker')).waitFor()
  await invited.page.goto(link)
  await invited.page.getByText(t('team.invitation.gone')).waitFor()
  await ready(invited)
})

test('whoever scans the code of a visit of today sees a face, a name, the papers and the visit', async () => {
  const [worker, resident] = [await visit({ locale: 'en', browser: { viewport: { width: 390, height: 844 } } }), await visit({ locale: 'en' })]
  const { page, t } = worker
  await signInAs(worker, 'worker')
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
  await open(worker, `/worker?day=${day}`)
  await page.getByText(t('door.show')).first().click()
  await page.getByRole('img', { name: t('door.code') }).first().waitFor()
  const shown = await page.getByRole('link', { name: t('door.preview') }).first().getAttribute('href')

  await resident.page.goto(shown!)
  const card = resident.page.getByRole('article')
  const name = await card.getByRole('heading', { level: 1 }).innerText()
  await card.getByRole('img', { name: t('door.portrait', { name }) }).waitFor()
  await resident.page.waitForFunction('[...document.images].some(image => image.src.includes("/api/files/") && image.complete && image.naturalWidth > 0)')
  await card.getByRole('heading', { name: t('door.credentials') }).waitFor()
  expect(await card.getByRole('link').count()).toBe(0)
  // The link without what was signed opens nothing.
  const face = await card.getByRole('img').getAttribute('src')
  expect((await resident.page.request.get(face!.replace(/expires=\d/, 'expires=9'))).status()).toBe(404)
})
