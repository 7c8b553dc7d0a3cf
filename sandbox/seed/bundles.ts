import type { BundleSeed } from './data/bundles.ts'
import { scenarios } from './data/scenarios.ts'
import { editions } from './data/editions.ts'
import type { Offering, Provider } from './catalogue.ts'
import { serviceOf, toValue } from './catalogue.ts'
import { describe } from './describe.ts'
import { parseFlow } from './flow.ts'
import type { FlowLeg } from './flow.ts'
import { districtOf } from './geography.ts'
import { createRandom, idOf } from './random.ts'
import type { Random } from './random.ts'
import type { Rows } from './rows.ts'
import { addDays, at, iso } from './time.ts'

export interface Alternative {
  id: string
  offering: Offering
  agreementId: string | null
  percentOffBps: number
  floor: number
  blackouts: string[]
}

export interface Leg {
  id: string
  position: number
  flow: FlowLeg
  title: [zh: string, en: string]
  dependsOnId: string | null
  alternatives: Alternative[]
}

export interface Bundle {
  id: string
  seed: BundleSeed
  slug: string
  title: [zh: string, en: string]
  publisher: Provider
  legs: Leg[]
  /** Districts that the publisher and, for each leg, some alternative serve. */
  districts: string[]
}

/** Districts that a bundle must have in common with its publisher. */
const FEWEST_DISTRICTS = 3

export interface Market {
  offerings: readonly Offering[]
  byService: ReadonlyMap<string, readonly Offering[]>
}

export function marketOf(offerings: readonly Offering[]): Market {
  return { offerings, byService: Map.groupBy(offerings, ({ service }) => service.key) }
}

/** One bundle of a template. `edition` 0 is the template itself; others are published by others, under another name. */
export function addBundle(
  rows: Rows, { seed, market, edition, today }: { seed: BundleSeed, market: Market, edition: number, today: string },
): Bundle {
  const flow = parseFlow(seed.flow)
  const generation = market.offerings[0]!.provider.generation
  const first = edition === 0 && generation === 0
  const random = createRandom(`bundle ${seed.slug} ${generation} ${edition}`)
  const publisher = publisherOf(seed, { flow: flow.legs, market, edition: first ? 0 : edition + generation })
  const slug = first ? seed.slug : `${seed.slug}-${publisher.home}-${generation}-${edition}`
  const id = idOf('bundle', slug)
  const title = first ? seed.title : editionTitle(seed, publisher, edition)
  const makeLegs = (spread: boolean) => {
    const legs: Leg[] = []
    for (const [position, own] of flow.legs.entries()) {
      const service = serviceOf(own.service)
      const dependsOnId = own.dependsOn === 0 ? null : idOf('leg', `${slug} ${position + own.dependsOn}`)
      const offerings = offeringsFor(own, { publisher, market, random, single: seed.single ?? false, spread })
      legs.push({
        id: idOf('leg', `${slug} ${position}`), position, flow: own, title: [service.zh, service.en], dependsOnId,
        alternatives: offerings.map((offering, nth) => makeAlternative(offering, { key: `${slug} ${position} ${nth}`, slug, publisher, random, today })),
      })
    }
    return legs
  }
  // Work is spread over equal partners, unless these together have too few districts in common.
  let legs = makeLegs(true)
  if (commonDistricts(publisher, legs).length < FEWEST_DISTRICTS) legs = makeLegs(false)
  const bundle = { id, seed, slug, title, publisher, legs, districts: commonDistricts(publisher, legs) }
  writeBundle(rows, bundle, { rules: toValue(flow.rules), random, today })
  return bundle
}

function editionTitle({ title }: BundleSeed, publisher: Provider, edition: number): [string, string] {
  const { zh, en } = districtOf(publisher.home)
  const name = editions[edition % editions.length]!
  return [`${title[0]} · ${zh.slice(0, -1)}${name[0]}`, `${title[1]}, ${en} ${name[1]}`]
}

const overlap = (a: readonly string[], b: readonly string[]) => a.filter(district => b.includes(district)).length

/** Who could lead the bundle: offers a leg of it and finds partners for the others in districts of its own. */
function publisherOf(seed: BundleSeed, { flow, market, edition }: { flow: readonly FlowLeg[], market: Market, edition: number }): Provider {
  const candidates = [...new Set(flow.flatMap(({ service }) => (market.byService.get(service) ?? []).map(({ provider }) => provider)))]
  const able = candidates.filter((provider) => {
    const partners = flow.map(({ service }) => partnersFor(service, provider, market)[0]?.provider)
    const served = provider.districts.filter(district => partners.every(partner => partner?.districts.includes(district)))
    const own = flow.filter(({ service }) => (market.byService.get(service) ?? []).some(other => other.provider === provider)).length
    return served.length >= FEWEST_DISTRICTS && (!seed.single || own === flow.length)
  })
  const named = edition === 0 ? candidates.find(({ slug }) => slug === seed.publisher) : undefined
  const start = createRandom(`publisher ${seed.slug}`).int(0, 1000)
  const chosen = named ?? able[(start + edition) % Math.max(1, able.length)]
  if (!chosen) throw new Error(`nobody can publish ${seed.slug}`)
  return chosen
}

/** Offerings of a service, the publisher's own first, then those of partners who work in most of its districts. */
function partnersFor(service: string, publisher: Provider, { byService }: Market): Offering[] {
  const all = byService.get(service) ?? []
  const rank = ({ provider }: Offering) => (provider === publisher ? 100 : overlap(provider.districts, publisher.districts))
  return [...all].sort((a, b) => rank(b) - rank(a))
}

interface PartnerChoice {
  publisher: Provider
  market: Market
  random: Random
  single: boolean
  spread: boolean
}

function offeringsFor({ service }: FlowLeg, { publisher, market, random, single, spread }: PartnerChoice): Offering[] {
  const shared = ({ provider }: Offering) => overlap(provider.districts, publisher.districts)
  const ranked = partnersFor(service, publisher, market).filter(offering => shared(offering) >= FEWEST_DISTRICTS)
  const [best, ...others] = ranked
  if (!best) throw new Error(`no partner of ${publisher.slug} offers ${service}`)
  if (single) return [best]
  const more = random.chance(0.45) ? (random.chance(0.3) ? 2 : 1) : 0
  // Of partners who would do equally well, not always the same one gets the work.
  const peers = best.provider === publisher || !spread ? [best] : ranked.filter(offering => shared(offering) === shared(best))
  const lead = peers[random.int(0, peers.length - 1)]!
  return [lead, ...[best, ...others].filter(other => other !== lead).slice(0, more)]
}

function commonDistricts(publisher: Provider, legs: readonly Leg[]): string[] {
  const isServed = (district: string, { alternatives }: Leg) =>
    alternatives.some(({ offering }) => offering.provider.districts.includes(district))
  return publisher.districts.filter(district => legs.every(leg => isServed(district, leg)))
}

function makeAlternative(
  offering: Offering,
  { key, slug, publisher, random, today }: { key: string, slug: string, publisher: Provider, random: Random, today: string },
): Alternative {
  const partner = offering.provider !== publisher
  const percentOffBps = random.pick(partner ? [500, 800, 1000, 1200] : [500, 800, 1000, 1500])
  const id = idOf('alternative', key)
  const cheapest = Math.min(offering.price, ...Object.values(offering.priceOptions))
  return {
    id, offering, percentOffBps, agreementId: partner ? idOf('agreement', `${slug} ${offering.id}`) : null,
    floor: partner ? Math.floor(cheapest * 0.6 / 100) * 100 : 0,
    blackouts: partner && random.chance(0.25) ? [addDays(today, random.int(8, 50))] : [],
  }
}

function writeBundle(
  rows: Rows, bundle: Bundle, { rules, random, today }: { rules: ReturnType<typeof toValue>, random: Random, today: string },
): void {
  const { id, slug, seed, title, publisher, legs } = bundle
  const scenario = scenarios.find(known => known.slug === seed.scenario)
  if (!scenario) throw new RangeError(`no such scenario: ${seed.scenario}`)
  const description = describe(bundle, { scenario, random })
  const published = at(addDays(today, -random.int(20, 400)), 600)
  rows.bundle.push({
    id, provider_id: publisher.id, scenario_id: idOf('scenario', seed.scenario), slug, title_zh: title[0], title_en: title[1],
    summary_zh: seed.summary[0], summary_en: seed.summary[1], description_zh: description[0], description_en: description[1],
    currency: 'CNY',
    rating: random.int(43, 50) / 10, rating_count: random.int(6, 640), popularity: random.int(5, 980), status: 'published',
    published_at: iso(published), created_at: iso(published), edition: 1, revision: 1,
  })
  for (const [position, rule] of (Array.isArray(rules) ? rules : []).entries()) rows.bundle_stage.push({ bundle_id: id, position, rule })
  const agreed = new Set<string>()
  for (const { id: legId, position, flow, title: own, dependsOnId, alternatives } of legs) {
    rows.bundle_leg.push({
      id: legId, bundle_id: id, stage: flow.stage, position, required: flow.required, depends_on_leg_id: dependsOnId,
      title_zh: own[0], title_en: own[1],
    })
    for (const [nth, { id: alternativeId, offering, percentOffBps, agreementId, floor, blackouts }] of alternatives.entries()) {
      rows.leg_alternative.push({
        id: alternativeId, leg_id: legId, position: nth, offering_id: offering.id, percent_off_bps: percentOffBps,
      })
      // One that serves two legs has one agreement.
      if (!agreementId || agreed.has(agreementId)) continue
      agreed.add(agreementId)
      rows.agreement.push({
        id: agreementId, bundle_id: id, offering_id: offering.id, provider_id: offering.provider.id, version: 1, status: 'accepted',
        exit_notice_days: 14, asked_by: 'publisher',
        percent_off_bps: percentOffBps, floor_amount: floor,
        notice_minutes: (offering.service.noticeHours ?? 2) * 60, blackout_dates: blackouts,
        decided_at: iso(published), created_at: iso(published),
      })
    }
  }
}
