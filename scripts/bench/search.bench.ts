import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { startPostgres } from '../../sandbox/postgres/index.ts'
import { makeCatalogue } from '../../sandbox/seed/world.ts'
import { writeRows } from '../../sandbox/seed/write.ts'
import { migrations } from '../../server/migrations.ts'
import { openDatabase, withTransaction, type Db } from '../../server/platform/database.ts'
import { startJobs } from '../../server/platform/jobs.ts'
import { createLog } from '../../server/platform/log.ts'
import { migrate } from '../../server/platform/migrate.ts'
import { bundleIndex } from '../../server/search/bundle-index.ts'
import type { Document, SearchRequest } from '../../server/search/engine.ts'
import { createPostgresEngine } from '../../server/search/engine-postgres/engine.ts'
import { bundleChanged, searchHandlers, type SearchContext } from '../../server/search/index.ts'
import { percentile, timesOf, type Bench } from './harness.ts'

const places: readonly [zh: string, en: string][] = [
  ['浦东', 'Pudong'], ['徐汇', 'Xuhui'], ['静安', 'Jingan'], ['黄浦', 'Huangpu'], ['长宁', 'Changning'], ['普陀', 'Putuo'], ['虹口', 'Hongkou'],
  ['杨浦', 'Yangpu'], ['闵行', 'Minhang'], ['宝山', 'Baoshan'], ['嘉定', 'Jiading'], ['松江', 'Songjiang'], ['金山', 'Jinshan'], ['青浦', 'Qingpu'],
  ['奉贤', 'Fengxian'], ['崇明', 'Chongming'],
]
const services: readonly [zh: string, en: string, category: string][] = [
  ['日常保洁', 'Regular cleaning', 'housekeeping'], ['深度保洁', 'Deep cleaning', 'housekeeping'], ['整理收纳', 'Home organising', 'housekeeping'],
  ['护士上门', 'Home nurse visit', 'healthcare'], ['康复理疗', 'Physiotherapy session', 'healthcare'], ['健康体检', 'Health check', 'healthcare'],
  ['陪伴照护', 'Companion for elders', 'elderly-care'], ['上门助浴', 'Assisted bathing', 'elderly-care'], ['陪诊出行', 'Hospital escort', 'elderly-care'],
  ['水电检修', 'Plumbing and electrics', 'property-management'], ['除虫消杀', 'Pest control', 'property-management'],
  ['洗衣洗护', 'Laundry and ironing', 'daily-life'], ['上门做饭', 'Home cooking', 'daily-life'], ['跑腿代办', 'Parcels and errands', 'daily-life'],
  ['城市漫步', 'Guided city walk', 'tourism'], ['浦江夜游', 'River lights tour', 'tourism'], ['太极晨练', 'Morning tai chi', 'sports'],
  ['羽毛球课', 'Badminton lesson', 'sports'],
]
const qualities: readonly [zh: string, en: string][] = [
  ['周末', 'Weekend'], ['清晨', 'Early morning'], ['一家人的', 'Family'], ['安心', 'Carefree'], ['节前', 'Before the holiday'], ['每周', 'Weekly'],
  ['出院后', 'After hospital'], ['老房子的', 'Old house'], ['搬新家', 'New home'], ['换季', 'Change of season'],
]

/** Numbers that look random and are the same in each run. */
const mixed = (n: number, salt: number): number => (Math.imul(n + 1, 0x9E3779B1) ^ Math.imul(salt + 7, 0x85EBCA6B)) >>> 0
const pick = <T>(from: readonly T[], n: number, salt: number): T => from[mixed(n, salt) % from.length]!
const monthOf = (n: number) => Array.from({ length: 20 }, (_, i) => `2030-01-${String(1 + (mixed(n % 200, i) % 28)).padStart(2, '0')}`)

function bundleOf(n: number): Document {
  const legs = [pick(services, n, 1), pick(services, n, 2), ...(n % 3 === 0 ? [pick(services, n, 3)] : [])]
  const quality = pick(qualities, n, 4)
  const district = [pick(places, n, 5), pick(places, n, 6), pick(places, n, 7)]
  const zh = (index: 0 | 1) => legs.map(leg => leg[index])
  return {
    id: `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`,
    title_zh: `${quality[0]}${zh(0).slice(0, 2).join('加')}`,
    title_en: `${quality[1]} ${zh(1).slice(0, 2).join(' and ').toLowerCase()}`,
    summary_zh: `${zh(0).join('、')}一次约好，${district[0]![0]}及周边同一天上门，编号${n % 977}。`,
    summary_en: `${zh(1).join(', ')} in one appointment, in ${district[0]![1]} and around it, team number ${n % 977}.`,
    legs_zh: zh(0), legs_en: zh(1),
    categories_zh: [], categories_en: legs.map(leg => leg[2].replace('-', ' ')),
    scenario_zh: '保洁加照护', scenario_en: 'Clean and care',
    providers_zh: [`${pick(qualities, n, 8)[0]}服务${n % 997}社`], providers_en: [`House ${n % 997} services`],
    districts_zh: district.map(one => one[0]), districts_en: district.map(one => one[1]), pinyin: ['baojie', 'zhaohu'],
    scenario: `scenario-${mixed(n, 9) % 10}`, category: legs.map(leg => leg[2]), district: district.map(one => one[1].toLowerCase()),
    price: 9_900 + (mixed(n, 10) % 900) * 100, currency: 'CNY', rating: 3 + (mixed(n, 11) % 21) / 10, popularity: mixed(n, 12) % 1000,
    elder_friendly: n % 2 === 0, instant: n % 3 === 0, languages: ['zh'], credentials: [],
    free_days: monthOf(n), free_parts: [], parts: ['morning'], next_free: monthOf(n)[0]!,
    _geo: { lat: 31.0 + (mixed(n, 13) % 4000) / 10_000, lng: 121.2 + (mixed(n, 14) % 5000) / 10_000 },
    checksum: String(n),
  }
}

const around: SearchRequest = {
  facets: ['scenario', 'category', 'district', 'price'],
  filter: { op: 'eq', field: 'free_days', value: '2030-01-12' },
  groups: [{ field: 'district', filter: { op: 'in', field: 'district', values: ['xuhui', 'pudong', 'minhang', 'jingan'] } }],
  highlight: { fields: ['title_zh', 'title_en', 'summary_zh', 'summary_en'], before: '\uE000', after: '\uE001' },
  page: 1,
  hitsPerPage: 24,
}

const searches: readonly [figure: string, request: SearchRequest][] = [
  ['english_word', { q: 'cleaning' }],
  ['chinese_word', { q: '保洁' }],
  ['two_words', { q: 'nurse cleaning' }],
  ['typo', { q: 'claening' }],
  ['prefix', { q: 'clea' }],
  ['price_sort', { q: '', sort: [{ by: 'field', field: 'price', order: 'asc' }] }],
  ['geo_sort', { q: '', sort: [{ by: 'distance', from: { lat: 31.19, lng: 121.44 }, order: 'asc' }] }],
]

/** The default engine at 10,000 and 100,000 bundles: how long each kind of search takes, and what changes cost. */
export async function run({ report, note }: Bench): Promise<void> {
  const server = await startPostgres({ ephemeral: true })
  const db = openDatabase({ url: server.url, max: 4 })
  try {
    await migrate(db, migrations)
    for (const size of sizes()) {
      const engine = createPostgresEngine(db)
      await engine.configure(bundleIndex)
      note(`${size} bundles: filling the index`)
      const started = performance.now()
      await engine.replaceAll(bundleIndex, Array.from({ length: size }, (_, n) => bundleOf(n)))
      report({ figure: `build_${size}`, value: size / ((performance.now() - started) / 1000), unit: 'documents/s' })
      const before = process.memoryUsage().rss
      const first = performance.now()
      await engine.search(bundleIndex, { q: 'cleaning' })
      report({ figure: `first_search_${size}`, value: performance.now() - first, unit: 'ms' })
      for (const [figure, request] of searches) {
        note(`${size} bundles: ${figure}`)
        const { total } = await engine.search(bundleIndex, { ...around, ...request })
        if (total === 0) throw new Error(`${figure} finds nothing`)
        const times = await timesOf({ rounds: 200, work: async () => await engine.search(bundleIndex, { ...around, ...request }) })
        report({ figure: `${figure}_p50_${size}`, value: percentile(times, 50), unit: 'ms' })
        report({ figure: `${figure}_p99_${size}`, value: percentile(times, 99), unit: 'ms' })
      }
      const suggest = async () => await engine.suggest(bundleIndex, { q: 'deep cl', fields: ['title_zh', 'title_en'] })
      const suggestions = await timesOf({ rounds: 200, work: suggest })
      report({ figure: `suggest_p50_${size}`, value: percentile(suggestions, 50), unit: 'ms' })
      report({ figure: `suggest_p99_${size}`, value: percentile(suggestions, 99), unit: 'ms' })
      const stale = Array.from({ length: 2_000 }, (_, n): Document => ({ ...bundleOf(n), price: 12_300 + n }))
      const writing = performance.now()
      await engine.upsert(bundleIndex, stale)
      report({ figure: `update_${size}`, value: stale.length / ((performance.now() - writing) / 1000), unit: 'documents/s' })
      let changed = 0
      const changes = await timesOf({
        rounds: 50,
        work: async () => {
          const document: Document = { ...bundleOf(changed++), title_en: `Renamed ${changed}` }
          await engine.upsert(bundleIndex, [document])
          const { hits } = await engine.search(bundleIndex, { q: `renamed ${changed}`, matchingStrategy: 'all', limit: 1 })
          if (hits[0]?.id !== document.id) throw new Error('a changed bundle is not visible')
        },
      })
      report({ figure: `change_visible_p50_${size}`, value: percentile(changes, 50), unit: 'ms' })
      report({ figure: `change_visible_p99_${size}`, value: percentile(changes, 99), unit: 'ms' })
      // A changed word makes each process forget what it kept of the words: the next search reads them again.
      const afterChange: number[] = []
      for (let i = 0; i < 30; i++) {
        await engine.upsert(bundleIndex, [{ ...bundleOf(changed++ % 50), title_en: `Renamed ${changed}` }])
        const asked = performance.now()
        await engine.search(bundleIndex, { ...around, q: 'nurse cleaning' })
        afterChange.push(performance.now() - asked)
      }
      report({ figure: `two_words_after_change_p50_${size}`, value: percentile(afterChange, 50), unit: 'ms' })
      report({ figure: `memory_${size}`, value: (process.memoryUsage().rss - before) / 2 ** 20, unit: 'MB' })
    }
    note('one bundle of the catalogue, through outbox and job')
    const visible = await throughJobs(db, server.url)
    report({ figure: 'bundle_visible_p50', value: percentile(visible, 50), unit: 'ms' })
    report({ figure: 'bundle_visible_p99', value: percentile(visible, 99), unit: 'ms' })
  } finally {
    await db.$client.end()
    await server.stop()
  }
}

/** `LINLI_BENCH_SIZES=10000` measures one size alone. */
const sizes = (): number[] => (process.env.LINLI_BENCH_SIZES ?? '10000,100000').split(',').map(Number)

/** From the commit of a new title until a search finds it, beside all that is in the index already. */
async function throughJobs(db: Db, url: string): Promise<number[]> {
  const { rows } = makeCatalogue({ today: new Date().toISOString().slice(0, 10) })
  await writeRows(db, rows)
  // What seeding noted is not what is measured.
  await db.execute(sql`delete from availability_change`)
  const log = createLog({ LINLI_LOG_LEVEL: 'warn' })
  const jobs = await startJobs({ databaseUrl: url, log, handlers: searchHandlers(() => ctx) })
  const ctx: SearchContext = { db, jobs, log, search: createPostgresEngine(db) }
  try {
    await jobs.work()
    let nth = 0
    return await timesOf({
      rounds: 40,
      work: async () => {
        const bundle = rows.bundle[nth++ % rows.bundle.length]
        await withTransaction(db, async (tx) => {
          await tx.execute(sql`update bundle set title_en = ${`Visible ${nth}`} where id = ${bundle?.id}`)
          await bundleChanged(tx, jobs, [String(bundle?.id)])
        })
        while (true) {
          const { hits } = await ctx.search.search(bundleIndex, { q: `visible ${nth}`, matchingStrategy: 'all', limit: 1 })
          if (hits[0]?.id === bundle?.id) return
          await delay(5)
        }
      },
    })
  } finally {
    await jobs.stop()
  }
}
