import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { z } from 'zod'
import { launch } from '../../sandbox/launch.ts'
import { loadsInTurns, serveBytes, type Bench, type Load } from './harness.ts'

const CONNECTIONS = 8
const SECONDS = 3
const ROUNDS = 3
const CARDS = 24

const answer = z.object({ hits: z.array(z.object({ slug: z.string(), legCount: z.number() })) })

/**
 * Requests a second of the pages on the seeded city, against the JSON route that each of them shows, and of these against a Node server
 * that answers the same bytes from memory. The search page and the bundle page are rendered anew each time; the home page is kept.
 */
export async function run(bench: Bench): Promise<void> {
  const app = await launch({ ephemeral: true, port: 0, app: 'built', seed: true, given: {}, appLog: '/dev/null' })
  try {
    await requests(bench, app.siteUrl)
    await scripts(bench, app.siteUrl)
  } finally {
    await app.stop()
  }
}

async function requests({ report, note }: Bench, site: string): Promise<void> {
  const found = answer.parse(await (await fetch(`${site}/api/search`)).json())
  if (found.hits.length !== CARDS) throw new Error(`the search page has ${found.hits.length} cards, not ${CARDS}`)
  const { slug } = found.hits.find(hit => hit.legCount === 4) ?? found.hits[0]!
  const pairs = [
    { name: 'search', figure: 'search_ssr', page: '/search', json: '/api/search' },
    { name: 'bundle', figure: 'bundle_ssr', page: `/bundles/${slug}`, json: `/api/bundles/${slug}` },
    { name: 'home', figure: 'home_cached', page: '/', json: '/api/scenarios' },
  ]
  const unit = 'requests/s'
  for (const { name, figure, page, json } of pairs) {
    const bare = await serveBytes(Buffer.from(await (await fetch(site + json)).arrayBuffer()))
    try {
      const load = (url: string): Load => ({ url, connections: CONNECTIONS, seconds: SECONDS })
      const loads = { page: load(site + page), json: load(site + json), bare: load(bare.url) }
      const results = await loadsInTurns({ loads, rounds: ROUNDS })
      note(`${page}: p50 ${results.page.p50Ms} ms, p99 ${results.page.p99Ms} ms with ${CONNECTIONS} connections`)
      report({ figure, value: results.page.requestsPerSecond, unit, baseline: results.json.requestsPerSecond })
      report({ figure: `${name}_json`, value: results.json.requestsPerSecond, unit, baseline: results.bare.requestsPerSecond })
    } finally {
      bare.close()
    }
  }
}

/** All JavaScript that a browser has fetched when the home page has come to rest, whatever it fetches ahead for links included. */
async function scripts({ report, note }: Bench, site: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH || '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  })
  try {
    const page = await browser.newPage()
    const sizes: Promise<number>[] = []
    let untilLoad = 0
    page.on('response', (response) => {
      if (!/javascript/.test(response.headers()['content-type'] ?? '')) return
      sizes.push(response.body().then(body => gzipSync(body, { level: 9 }).length))
    })
    page.on('load', () => void (untilLoad = sizes.length))
    await page.goto(`${site}/`, { waitUntil: 'networkidle' })
    const all = await Promise.all(sizes)
    const kilobytes = (files: number[]) => files.reduce((sum, size) => sum + size, 0) / 1000
    note(`${all.length} files; ${kilobytes(all.slice(0, untilLoad)).toFixed(1)} kB of them until the page has loaded`)
    report({ figure: 'home_js_kb', value: kilobytes(all), unit: 'kB gzip' })
  } finally {
    await browser.close()
  }
}
