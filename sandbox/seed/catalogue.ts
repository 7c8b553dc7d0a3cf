import { standardPolicies, type CancellationPolicy } from '#shared/policy.ts'
import type { TaxTreatment } from '#shared/tax.ts'
import { categories } from './data/categories.ts'
import { offeringNotes } from './data/copy.ts'
import { tasksByCategory, tasksByLeaf } from './data/tasks.ts'
import { districts, reaches } from './data/places.ts'
import { providers } from './data/providers.ts'
import type { ProviderSeed } from './data/providers.ts'
import { scenarios } from './data/scenarios.ts'
import { services } from './data/services.ts'
import type { ServiceSeed } from './data/services.ts'
import { districtOf } from './geography.ts'
import { createRandom, idOf } from './random.ts'
import type { Rows, Value } from './rows.ts'
import { addDays, at, iso, ZONE } from './time.ts'

export interface Provider {
  id: string
  slug: string
  name: [zh: string, en: string]
  home: string
  districts: string[]
  commissionBps: number
  tax: { kind: 'vat' | 'small_scale', bps: number }
  generation: number
}

export interface Offering {
  id: string
  provider: Provider
  service: ServiceSeed
  /** Confirms by itself. */
  instant: boolean
  title: [zh: string, en: string]
  /** Yuan are the table's; these are fen. */
  price: number
  priceOptions: Record<string, number>
  policy: CancellationPolicy
  tasks: { zh: string, en: string }[]
  tax: TaxTreatment
}

export interface Requirement {
  kind: 'worker' | 'vehicle' | 'venue'
  skill: string
  count: number
}

const kinds = ['worker', 'vehicle', 'venue'] as const
const serviceByKey = new Map(services.map(service => [service.key, service]))

export function serviceOf(key: string): ServiceSeed {
  const service = serviceByKey.get(key)
  if (!service) throw new RangeError(`no such service: ${key}`)
  return service
}

export function requirementsOf(service: ServiceSeed): Requirement[] {
  return service.needs.map((text) => {
    const [name = '', skill = '', count = '1'] = text.split(' ')
    const kind = kinds.find(known => known === name)
    if (!kind) throw new RangeError(`not a requirement: ${text}`)
    return { kind, skill, count: Number(count) }
  })
}

export function addCategories(rows: Rows): void {
  for (const [position, top] of categories.entries()) {
    const id = idOf('category', top.slug)
    rows.category.push({ id, parent_id: null, slug: top.slug, name_zh: top.zh, name_en: top.en, picture: top.picture, position })
    for (const [child, [slug, zh, en]] of top.children.entries()) {
      rows.category.push({ id: idOf('category', slug), parent_id: id, slug, name_zh: zh, name_en: en, picture: top.picture, position: child })
    }
  }
}

export function addScenarios(rows: Rows): void {
  for (const [position, { slug, family, picture, title, summary, why, categories: own }] of scenarios.entries()) {
    const id = idOf('scenario', slug)
    rows.scenario.push({
      id, slug, family, picture, position, title_zh: title[0], title_en: title[1], summary_zh: summary[0], summary_en: summary[1],
      why_zh: why[0], why_en: why[1],
    })
    for (const category of own) rows.scenario_category.push({ scenario_id: id, category_id: idOf('category', category) })
  }
}

/** Generation 0 is the city as it is written down; each further one has a branch of every provider in another district. */
export function addProviders(rows: Rows, { generation, today }: { generation: number, today: string }): Offering[] {
  return providers.flatMap((seed, index) => {
    const provider = makeProvider(seed, index, generation)
    const random = createRandom(`provider ${provider.slug}`)
    const since = at(addDays(today, -random.int(200, 900)), 600)
    rows.provider.push({
      id: provider.id, slug: provider.slug, name_zh: provider.name[0], name_en: provider.name[1], summary_zh: seed.about[0],
      summary_en: seed.about[1], zone: ZONE,
      status: 'verified', commission_bps: provider.commissionBps, rating: random.int(42, 50) / 10,
      rating_count: random.int(38, 1900), founded_year: seed.founded,
      created_at: iso(since), tax: provider.tax, review: null, review_since: null, contact_name: '', contact_email: `office@${provider.slug}.example`, contact_phone: '',
    })
    rows.payout_account.push({ provider_id: provider.id, gateway_account_id: null, state: 'none' })
    for (const district of provider.districts) rows.provider_district.push({ provider_id: provider.id, district_id: district })
    if (generation === 0 && seed.slug === 'jiahe') addUnsold(rows, { provider, since })
    return seed.services.split(' ').map((key, nth) => addOffering(rows, {
      provider, service: serviceOf(key), variant: index + nth, since, onRequest: seed.onRequest === key,
    }))
  })
}

function makeProvider(seed: ProviderSeed, index: number, generation: number): Provider {
  const home = generation === 0 ? seed.home : districts[(index + generation) % districts.length]!.id
  const branch = districtOf(home)
  const slug = generation === 0 ? seed.slug : `${seed.slug}-${home}-${generation}`
  return {
    id: idOf('provider', slug),
    slug,
    name: generation === 0 ? seed.name : [`${seed.name[0]}（${branch.zh.slice(0, -1)}${generation}店）`, `${seed.name[1]}, ${branch.en} ${generation}`],
    home,
    districts: [...new Set([...reaches[seed.reach], home])],
    commissionBps: 800 + (index * 7 % 15) * 50,
    // Every fourth is small enough for the lower levy.
    tax: index % 4 === 3 ? { kind: 'small_scale', bps: 100 } : { kind: 'vat', bps: 600 },
    generation,
  }
}

function tasksOf({ category }: ServiceSeed): { zh: string, en: string }[] {
  return (tasksByLeaf[category] ?? tasksByCategory[topOf(category)] ?? []).map(([zh, en]) => ({ zh, en }))
}

/** The category above a service's own. */
export const topOf = (category: string): string =>
  categories.find(({ children }) => children.some(([slug]) => slug === category))?.slug ?? category

/** Care of elders and medical service are exempt from value added tax; of the rest the provider's rate holds. */
function taxOf({ category }: ServiceSeed): { kind: 'exempt', bps: number } | null {
  return ['elderly-care', 'healthcare'].includes(topOf(category)) ? { kind: 'exempt', bps: 0 } : null
}

function addOffering(
  rows: Rows,
  { provider, service, variant, since, onRequest = false }:
  { provider: Provider, service: ServiceSeed, variant: number, since: number, onRequest?: boolean },
): Offering {
  const instant = !service.onRequest && !onRequest
  const random = createRandom(`offering ${provider.slug} ${service.key}`)
  const id = idOf('offering', `${provider.slug} ${service.key}`)
  const title: [string, string] = variant % 2 === 0 ? [service.zh, service.en] : service.also
  const note = offeringNotes[random.int(0, offeringNotes.length - 1)]!
  const fen = (yuan: number) => Math.round(yuan * (0.92 + random.next() * 0.2)) * 100
  const [model, amount] = service.price
  const lengths = service.lengths ?? []
  const priceOptions = Object.fromEntries(model === 'by_option' ? lengths.map((minutes, index) => [String(minutes), fen(amount[index] ?? 0)]) : [])
  const price = model === 'by_option' ? priceOptions[String(service.minutes)] ?? 0 : fen(amount)
  const policy = standardPolicies[service.policy ?? 'flexible']
  const venue = service.place === 'venue' ? venueOf(provider) : null
  const tasks = tasksOf(service)
  rows.offering.push({
    id, provider_id: provider.id, category_id: idOf('category', service.category), title_zh: title[0], title_en: title[1],
    summary_zh: `${service.about[0]}${note[0]}`, summary_en: `${service.about[1]} ${note[1]}`, place: service.place,
    venue_district_id: venue?.districtId ?? null, venue_address_zh: venue?.zh ?? null, venue_address_en: venue?.en ?? null,
    venue_lat: venue?.lat ?? null, venue_lng: venue?.lng ?? null, mode: service.classes ? 'session' : 'time',
    duration_minutes: service.minutes, duration_options: lengths,
    price_model: model, price_amount: price, price_options: priceOptions, currency: 'CNY', max_persons: service.persons ?? 1,
    notice_minutes: (service.noticeHours ?? 2) * 60, horizon_days: service.classes ? 60 : random.pick([60, 60, 75]),
    buffer_before_minutes: service.buffers?.[0] ?? 0, buffer_after_minutes: service.buffers?.[1] ?? 0,
    required_credentials: service.papers ?? [],
    instant, policy: toValue(policy), elder_friendly: service.elder ?? false, status: 'published', version: 1,
    tasks, open_to_partners: true, tax: taxOf(service),
    created_at: iso(since),
  })
  // A class needs nothing but a place: its sessions have claimed teacher and room.
  if (!service.classes) {
    for (const [position, requirement] of requirementsOf(service).entries()) {
      rows.offering_requirement.push({ offering_id: id, position, ...requirement })
    }
  }
  return { id, provider, service, instant, title, price, priceOptions, policy, tasks, tax: taxOf(service) ?? provider.tax }
}

/** What a desk has besides what is sold: a draft that is half written, and what is out of season. */
function addUnsold(rows: Rows, { provider, since }: { provider: Provider, since: number }): void {
  const own = addOffering(rows, { provider, service: serviceOf('window-clean'), variant: 0, since })
  Object.assign(rows.offering.at(-1)!, { status: 'paused', summary_zh: `${own.service.about[0]}冬天暂停。`, summary_en: `${own.service.about[1]} Paused for the winter.` })
  const draft = addOffering(rows, { provider, service: serviceOf('organise'), variant: 1, since })
  Object.assign(rows.offering.at(-1)!, { status: 'draft', title_zh: '换季收纳', title_en: 'Wardrobe for the season', price_amount: null, price_options: {}, open_to_partners: false })
  rows.offering_requirement = rows.offering_requirement.filter(({ offering_id }) => offering_id !== draft.id)
}

/** One house for all of a provider's rooms, courts and meeting points. */
function venueOf(provider: Provider) {
  const { id, streets, lat, lng } = districtOf(provider.home)
  const random = createRandom(`venue ${provider.slug}`)
  const [zh, en] = random.pick(streets)
  const number = random.int(2, 880)
  return { districtId: id, zh: `${zh}${number}号`, en: `${number} ${en}`, lat: lat + (random.next() - 0.5) / 60, lng: lng + (random.next() - 0.5) / 60 }
}

/** Policies and quotes are plain data; this says so to the compiler. */
export function toValue(data: unknown): Value {
  return JSON.parse(JSON.stringify(data))
}
