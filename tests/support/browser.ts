import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, inject } from 'vitest'
import type { Locale } from '../../shared/locale.ts'
import { clockShiftMs } from './clock.ts'
import { copyOf, type Copy } from './copy.ts'
import { moveDate } from './date.ts'
import { artifacts } from './e2e-setup.ts'

const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
]

/** Chromium from Debian, or the one of `CHROMIUM_PATH`. */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: process.env.CHROMIUM_PATH || '/usr/bin/chromium', args: flags, timeout: 120_000 })
}

export interface VisitOptions {
  locale?: Locale
  /** Of Playwright: viewport, colour scheme, scripts off … */
  browser?: BrowserContextOptions
  /** Refusals (4xx) that belong to the test: an address of each. Any other one fails it. */
  refusals?: RegExp[]
}

/** One person at one browser: a context with cookies of its own, and a page. */
export interface Visitor {
  page: Page
  locale: Locale
  /** The interface's words in the visitor's language. */
  t: Copy
  /** `/search` → `/en/search` for an English visitor. */
  path: (path: string) => string
}

interface Watched {
  visitor: Visitor
  context: BrowserContext
  scripts: boolean
  faults: string[]
  log: string[]
}

/**
 * Opens a browser for the tests of one file. A test fails on any uncaught error, console error (a violated content security policy is one), answer
 * of 5xx, request that broke off, and request to another origin, whatever else it looks at. What a failed test saw is kept in
 * `tests/.artifacts/e2e`.
 */
export function useBrowser(): { visit: (options?: VisitOptions) => Promise<Visitor> } {
  let browser: Browser
  let watched: Watched[] = []
  let visits = 0
  const site = inject('site')

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(async () => await browser.close())

  afterEach(async ({ task }) => {
    const visited = watched
    watched = []
    // What a page does wrong while it takes over is met in every run, not only in those in which the test is the slower one.
    if (task.result?.state !== 'fail') await Promise.all(visited.filter(({ scripts }) => scripts).map(({ visitor }) => isReady(visitor.page)))
    const faults = visited.flatMap(one => one.faults)
    const failed = task.result?.state === 'fail' || faults.length > 0
    for (const [index, one] of visited.entries()) {
      if (failed) await keep(one, `${task.name}-${index + 1}`)
      await one.context.close()
    }
    if (faults.length > 0) throw new Error(`The browser met what nobody should:\n${faults.join('\n')}`)
  })

  async function visit({ locale = 'en', browser: options, refusals = [] }: VisitOptions = {}): Promise<Visitor> {
    visits += 1
    const context = await browser.newContext({
      baseURL: site.url,
      locale: locale === 'en' ? 'en-GB' : locale,
      // Not the city's own: what the page shows must not depend on where its reader is.
      timezoneId: locale === 'en' ? 'Europe/Lisbon' : 'Asia/Tokyo',
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
      // Files run one after another, each in a process of its own.
      extraHTTPHeaders: { 'x-forwarded-for': `10.${process.pid % 250}.${(process.pid >> 8) % 250}.${visits}` },
      ...options,
    })
    await context.addInitScript(moveDate, clockShiftMs)
    context.setDefaultTimeout(60_000)
    const page = await context.newPage()
    const visitor: Visitor = {
      page, locale, t: copyOf(locale), path: path => (locale === 'en' ? (path === '/' ? '/en' : `/en${path}`) : path),
    }
    const one: Watched = { visitor, context, scripts: options?.javaScriptEnabled !== false, faults: [], log: [] }
    watch(one, { origin: new URL(site.url).origin, refusals })
    watched.push(one)
    return visitor
  }

  return { visit }
}

/** The page has taken over from the server's: what one presses now counts. The stand-ins' pages have nothing to take over. */
export async function isReady(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const [document, app] = ['document', 'useNuxtApp'].map(name => Reflect.get(globalThis, name))
    return document.querySelector('#__nuxt') === null || app?.().isHydrating === false
  })
}

interface WatchOptions {
  origin: string
  refusals: RegExp[]
}

function watch({ context, scripts, faults, log }: Watched, { origin, refusals }: WatchOptions): void {
  const expected = (url: string): boolean => refusals.some(pattern => pattern.test(url))

  context.on('weberror', error => faults.push(`uncaught: ${error.error().stack ?? error.error().message}`))
  context.on('console', (message) => {
    const line = `${message.type()}: ${message.text()} (${message.location().url})`
    log.push(line)
    if (message.type() === 'error' && !(message.text().startsWith('Failed to load resource') && expected(message.location().url))) faults.push(line)
  })
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (/^https?:$/.test(url.protocol) && url.origin !== origin) faults.push(`request to another origin: ${url.href}`)
  })
  context.on('response', (response) => {
    log.push(`${response.status()} ${response.request().method()} ${response.url()}`)
    if (response.status() >= 500) faults.push(`${response.status()} from ${response.url()}`)
  })
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? ''
    // Who goes to another page ends what the last one was still asking for; a download is no page. Scripts that are off are not fetched.
    const left = reason === 'net::ERR_ABORTED' || (!scripts && request.resourceType() === 'script')
    if (!left) faults.push(`${reason}: ${request.url()}`)
  })
}

async function keep({ visitor: { page }, faults, log }: Watched, name: string): Promise<void> {
  const file = join(artifacts, 'e2e', name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 90))
  mkdirSync(join(artifacts, 'e2e'), { recursive: true })
  writeFileSync(`${file}.log`, [page.url(), '', ...faults, '', ...log].join('\n'))
  await page.screenshot({ path: `${file}.png`, fullPage: true }).catch(() => undefined)
}
