import type { Offering, Provider } from './catalogue.ts'
import { requirementsOf } from './catalogue.ts'
import { mensNames, surnames, womensNames } from './data/names.ts'
import { accessNames, issuers, menOften, patterns, rest, thingNames, womenOften } from './data/work.ts'
import type { Shift } from './data/work.ts'
import { districts } from './data/places.ts'
import { districtOf, kilometresBetween } from './geography.ts'
import { createRandom, idOf } from './random.ts'
import type { Random } from './random.ts'
import type { Rows } from './rows.ts'
import { addDays, at, minutesOf, range } from './time.ts'

export interface Busy {
  start: number
  end: number
}

export interface Resource {
  id: string
  provider: Provider
  kind: 'worker' | 'vehicle' | 'venue'
  name: [zh: string, en: string]
  skills: Set<string>
  districts: Set<string>
  home: string
  /** Weekly hours, minutes after midnight. */
  shifts: { weekday: number, from: number, to: number }[]
  off: Busy[]
  busy: Busy[]
  /** Teaches or houses the classes of this offering and does nothing else. */
  classOf: string | null
}

/** Everybody and everything that serves one provider's offerings. */
export function makeResources(offerings: readonly Offering[], today: string): Resource[] {
  const provider = offerings[0]!.provider
  const random = createRandom(`resources ${provider.slug}`)
  const timed = offerings.filter(({ service }) => !service.classes)
  const classes = offerings.filter(({ service }) => service.classes)
  return [
    ...makeWorkers(provider, timed, { random, today }),
    ...makeThings(provider, timed, random),
    ...classes.flatMap(offering => makeClassCrew(offering, random)),
  ]
}

function makeWorkers(provider: Provider, offerings: readonly Offering[], { random, today }: { random: Random, today: string }): Resource[] {
  const needed = new Map<string, number>()
  for (const { service } of offerings) {
    for (const { kind, skill, count } of requirementsOf(service)) {
      if (kind === 'worker') needed.set(skill, Math.max(needed.get(skill) ?? 0, count * 2, 3))
    }
  }
  const skills = [...needed.keys()]
  if (skills.length === 0) return []
  const crew: string[] = []
  for (const [skill, count] of needed) for (let nth = 0; nth < count; nth++) crew.push(skill)
  while (crew.length < 6) crew.push(skills[crew.length % skills.length]!)
  const seen = new Map<string, number>()
  const workers = crew.map((skill, index) => {
    const nth = seen.get(skill) ?? 0
    seen.set(skill, nth + 1)
    const worker = makeWorker(provider, { skill, key: `${skill} ${nth}`, random })
    if (random.chance(0.3)) worker.skills.add(random.pick(skills))
    // The first three of a skill cover the week between them, weekends and early hours included.
    worker.shifts = shiftsOf(nth < 3 ? patterns[nth]! : random.pick(patterns))
    addDaysOff(worker, { random, today, index })
    return worker
  })
  coverDistricts(provider, workers, needed)
  return workers
}

function makeWorker(provider: Provider, { skill, key, random }: { skill: string, key: string, random: Random }): Resource {
  const woman = womenOften.has(skill) ? random.chance(0.9) : menOften.has(skill) ? random.chance(0.08) : random.chance(0.5)
  const [surname, surnameEn] = random.pick(surnames)
  const [given, givenEn] = random.pick(woman ? womensNames : mensNames)
  const near = [...provider.districts].sort((a, b) => distance(provider.home, a) - distance(provider.home, b))
  const home = random.chance(0.5) ? provider.home : random.pick(near.slice(0, 4))
  const served = provider.districts.filter(district => district === home || random.chance(0.75))
  return {
    id: idOf('worker', `${provider.slug} ${key}`), provider, kind: 'worker',
    name: [`${surname}${given}`, `${surnameEn} ${givenEn}`], skills: new Set([skill]),
    districts: new Set([...served, home]), home, shifts: [], off: [], busy: [], classOf: null,
  }
}

const distance = (a: string, b: string) => kilometresBetween(districtOf(a), districtOf(b))

/** Nobody is sent to a district in which the crew is too small: twice as many as a visit needs serve each. */
function coverDistricts(provider: Provider, workers: readonly Resource[], needed: ReadonlyMap<string, number>): void {
  for (const [skill, count] of needed) {
    const able = workers.filter(({ skills }) => skills.has(skill))
    for (const district of provider.districts) {
      const missing = Math.min(count, able.length) - able.filter(worker => worker.districts.has(district)).length
      const others = able.filter(worker => !worker.districts.has(district))
      for (const worker of others.slice(0, Math.max(0, missing))) worker.districts.add(district)
    }
  }
}

function makeThings(provider: Provider, offerings: readonly Offering[], random: Random): Resource[] {
  const wanted = new Map<string, { kind: 'vehicle' | 'venue', count: number }>()
  for (const { service } of offerings) {
    for (const { kind, skill, count } of requirementsOf(service)) {
      if (kind !== 'worker') wanted.set(skill, { kind, count: Math.max(wanted.get(skill)?.count ?? 0, count * 2, skill.endsWith('court') ? 5 : 3) })
    }
  }
  return [...wanted].flatMap(([skill, { kind, count }]) => Array.from({ length: count }, (_, nth): Resource => ({
    id: idOf(kind, `${provider.slug} ${skill} ${nth}`), provider, kind, name: thingName(skill, nth, random), skills: new Set([skill]),
    districts: new Set(kind === 'venue' ? [provider.home] : provider.districts), home: provider.home,
    shifts: shiftsOf(skill.includes('room') && skill !== 'tea-room' ? patterns.at(-2)! : patterns.at(-1)!), off: [], busy: [],
    classOf: null,
  })))
}

function makeClassCrew(offering: Offering, random: Random): Resource[] {
  const { provider, service } = offering
  return requirementsOf(service).map(({ kind, skill }): Resource => {
    const key = `class ${service.key}`
    const base = kind === 'worker'
      ? makeWorker(provider, { skill, key, random })
      : { id: idOf(kind, `${provider.slug} ${key}`), provider, kind, name: thingName(skill, 0, random), skills: new Set([skill]), districts: new Set<string>(), home: provider.home, off: [], busy: [] }
    // A teacher's own rooms and hours; the skill is marked so that no visit takes them away from a class.
    return { ...base, skills: new Set([`${skill}-class`]), districts: new Set([provider.home]), home: provider.home, shifts: shiftsOf(patterns.at(-1)!), off: [], busy: [], classOf: offering.id }
  })
}

function thingName(skill: string, nth: number, random: Random): [string, string] {
  const [zh, en] = thingNames[skill] ?? ['场地', 'Room']
  if (skill === 'van' || skill === 'car' || skill === 'minibus') {
    const plate = `${random.pick(['A', 'B', 'C', 'D', 'E', 'F'])}·${random.int(10_000, 99_999)}`
    return [`${zh} 沪${plate}`, `${en} 沪${plate}`]
  }
  const sign = accessNames[nth % accessNames.length]!
  return [`${sign[0]}${zh}`, `${en} ${sign[1]}`]
}

function shiftsOf(pattern: readonly Shift[]): Resource['shifts'] {
  return pattern.flatMap(([weekdays, from, to]) =>
    [...weekdays].map(weekday => ({ weekday: Number(weekday), from: minutesOf(from), to: minutesOf(to) })))
}

function addDaysOff(worker: Resource, { random, today, index }: { random: Random, today: string, index: number }): void {
  if (index % 3 !== 1) return
  const first = random.int(5, 55)
  const days = random.int(1, 4)
  worker.off.push({ start: at(addDays(today, first), 0), end: at(addDays(today, first + days), 0) })
}

/** Writes them down with their hours and papers; of one worker in forty a paper ends within weeks. */
export function addResources(
  rows: Rows, { resources, offerings, today }: { resources: readonly Resource[], offerings: readonly Offering[], today: string },
): void {
  for (const [index, resource] of resources.entries()) {
    const random = createRandom(`resource ${resource.id}`)
    const { id, provider, kind, name, home } = resource
    const worker = kind === 'worker'
    const speaks = ['zh', ...(random.chance(0.45) ? ['shanghainese'] : []), ...(random.chance(0.3) ? ['en'] : []), ...(random.chance(0.04) ? ['ja'] : [])]
    rows.resource.push({
      id, provider_id: provider.id, kind, name_zh: name[0], name_en: name[1], gender: worker ? genderOf(name[0]) : null,
      languages: worker ? speaks : [],
      district_id: home, person_id: null, active: true, rating: worker ? random.int(43, 50) / 10 : null,
      portrait_file_id: null,
      since_year: worker ? Number(today.slice(0, 4)) - random.int(1, 14) : null,
    })
    for (const skill of resource.skills) rows.resource_skill.push({ resource_id: id, skill })
    for (const district of districts) {
      if (resource.districts.has(district.id)) rows.resource_district.push({ resource_id: id, district_id: district.id })
    }
    for (const [nth, { weekday, from, to }] of resource.shifts.entries()) {
      rows.availability_rule.push({ id: idOf('rule', `${id} ${nth}`), resource_id: id, weekday, from_minute: from, to_minute: to, valid_from: null, valid_until: null })
    }
    for (const [nth, { start, end }] of resource.off.entries()) {
      const note = random.pick(rest)
      rows.availability_override.push({ id: idOf('override', `${id} ${nth}`), resource_id: id, during: range(start, end), kind: 'off', note })
    }
    if (worker) addPapers(rows, resource, { offerings, today, random, soon: index % 43 === 42 })
  }
}

const genderOf = (name: string) => (womensNames.some(([given]) => name.endsWith(given)) ? 'female' : 'male')

function addPapers(
  rows: Rows, worker: Resource,
  { offerings, today, random, soon }: { offerings: readonly Offering[], today: string, random: Random, soon: boolean },
): void {
  const needed = new Set(offerings
    .filter(({ id, provider, service }) => worker.classOf === id
      || (provider.id === worker.provider.id && worker.classOf === null
        && requirementsOf(service).some(({ skill }) => worker.skills.has(skill))))
    .flatMap(({ service }) => service.papers ?? []))
  for (const [nth, kind] of [...needed].entries()) {
    const { zh, en, prefix } = issuers[kind]
    const expires = addDays(today, soon && nth === 0 ? random.int(12, 40) : random.int(120, 1200))
    rows.credential.push({
      id: idOf('credential', `${worker.id} ${kind}`), resource_id: worker.id, kind,
      number: `${prefix}${random.int(2019, 2025)}${random.int(100_000, 999_999)}`,
      issuer_zh: zh, issuer_en: en, expires_on: expires,
    })
  }
}
