/**
 * Takes the pictures of docs/screens/ that the README shows, of the real app: `node scripts/screens.ts`, after `npm run setup`. Starts
 * a seeded app of its own, signs in as its demo resident and photographs what she sees; needs Chromium (`CHROMIUM_PATH`, else
 * /usr/bin/chromium).
 */
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { launch } from '../sandbox/launch.ts'

const folder = join(import.meta.dirname, '../docs/screens')
const limitBytes = 300_000

interface Screen {
  name: string
  path: string
  height: number
  /** What must be there first. */
  until: string
  /** Then pressed, one after another. */
  press?: string[]
  /** What stands at the top of the picture. */
  at?: string
}

const launched = await launch({ port: 0, app: 'built', seed: true, ephemeral: true, given: {}, appLog: '/dev/null' })
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
try {
  mkdirSync(folder, { recursive: true })
  const context = await browser.newContext({ baseURL: launched.siteUrl, timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
  const page = await context.newPage()
  await take(page, { name: 'home-zh', path: '/', height: 1150, until: 'h1' })

  await context.request.post('/api/session/demo', { data: { who: 'resident' } })
  await take(page, {
    name: 'bundle-en',
    path: '/en/bundles/clean-care-and-nurse?district=xuhui',
    height: 1100,
    until: '.calendar .day-open',
    press: ['.calendar .day-open >> nth=2', '[data-slot-time] input >> nth=1'],
    at: '#when',
  })
  const { bookings } = await (await context.request.get('/api/bookings')).json()
  await take(page, { name: 'booking-zh', path: `/bookings/${bookings[0].id}`, height: 1100, until: 'ol .plate' })
} finally {
  await browser.close()
  await launched.stop()
}

async function take(page: Page, { name, path, height, until, press = [], at }: Screen): Promise<void> {
  await page.setViewportSize({ width: 1280, height })
  await page.goto(path)
  await page.locator(until).first().waitFor()
  for (const control of press) await page.locator(control).click()
  await page.waitForLoadState('networkidle')
  if (at) await page.locator(at).evaluate(element => element.scrollIntoView())
  const file = join(folder, `${name}.png`)
  await page.screenshot({ path: file })
  const { size } = statSync(file)
  console.log(`${name}.png: ${Math.round(size / 1000)} kB`)
  if (size > limitBytes) throw new Error(`${name}.png is larger than ${limitBytes / 1000} kB`)
}
