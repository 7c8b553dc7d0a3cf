import { currentConsent } from '#shared/consent.ts'
import { labels, needs, notes } from './data/people.ts'
import { mensNames, surnames, womensNames } from './data/names.ts'
import { reaches } from './data/places.ts'
import { districtOf } from './geography.ts'
import { createRandom, idOf } from './random.ts'
import type { Random } from './random.ts'
import type { Resource } from './resources.ts'
import type { Rows } from './rows.ts'
import { addDays, at, iso } from './time.ts'

export interface Recipient {
  id: string
  name: string
  relation: 'self' | 'parent' | 'grandparent'
}

export interface Address {
  id: string
  districtId: string
  street: string
  lat: number
  lng: number
}

export interface Resident {
  id: string
  name: string
  email: string
  phone: string
  recipients: Recipient[]
  addresses: Address[]
}

/** Seals a text for the row with this id: bytes as PostgreSQL reads them, `\x…`. */
export type Seal = (text: string, id: string) => string

const RESIDENTS = 64

/**
 * The people whom the sign-in page offers, and everybody who has booked before. The first resident is the demo one; `worker` gets an
 * account.
 */
export function addPeople(rows: Rows, { today, seal, worker }: { today: string, seal: Seal, worker: Resource | undefined }): Resident[] {
  const joined = iso(at(addDays(today, -420), 600))
  const manager = addPerson(rows, { key: 'wang.lei', name: '王磊', email: 'wang.lei@demo.linli', phone: '+8613900000002', joined })
  addPerson(rows, { key: 'operator', name: '周宁', email: 'operator@demo.linli', phone: '+8613900000003', joined, operator: true })
  rows.provider_member.push({ provider_id: idOf('provider', 'jiahe'), person_id: manager, role: 'manager', created_at: joined })
  const partner = addPerson(rows, { key: 'li.min', name: '李敏', email: 'li.min@demo.linli', phone: '+8613900000005', joined })
  rows.provider_member.push({ provider_id: idOf('provider', 'renxin'), person_id: partner, role: 'owner', created_at: joined })
  if (worker) addWorker(rows, worker, joined)
  return [
    addChenJing(rows, { joined, seal }),
    ...Array.from({ length: RESIDENTS }, (_, nth) => addResident(rows, { nth, today, seal })),
  ]
}

function addWorker(rows: Rows, { id, provider, name }: Resource, joined: string): void {
  const person = addPerson(rows, { key: 'worker', name: name[0], email: 'worker@demo.linli', phone: '+8613900000004', joined })
  rows.provider_member.push({ provider_id: provider.id, person_id: person, role: 'worker', created_at: joined })
  rows.resource.find(row => row.id === id)!.person_id = person
}

interface PersonSeed {
  key: string
  name: string
  email: string
  phone: string
  joined: string
  operator?: boolean
  locale?: string
}

export function addPerson(rows: Rows, { key, name, email, phone, joined, operator = false, locale = 'zh-CN' }: PersonSeed): string {
  const id = idOf('person', key)
  rows.person.push({
    id, name, email, email_verified: true, image: null, phone_number: phone, phone_number_verified: true, operator, locale,
    created_at: joined, updated_at: joined, deleted_at: null,
  })
  for (const [document, version] of Object.entries(currentConsent)) rows.consent.push({ person_id: id, document, version, at: joined })
  return id
}

function addChenJing(rows: Rows, { joined, seal }: { joined: string, seal: Seal }): Resident {
  const person = { key: 'chen.jing', name: '陈静', email: 'chen.jing@demo.linli', phone: '+8613900000001', joined }
  const id = addPerson(rows, person)
  const own = { person: id, joined, seal }
  return {
    id, name: person.name, email: person.email, phone: person.phone,
    recipients: [
      addRecipient(rows, { ...own, name: '陈国强', relation: 'parent', born: 1948, needs: ['walking_aid', 'hearing'], note: notes[0]! }),
      addRecipient(rows, { ...own, name: '陈静', relation: 'self', born: 1981, needs: [], note: null }),
    ],
    addresses: [
      addAddress(rows, { person: id, joined, label: '爸爸家', district: 'xuhui', street: '天平路 268 弄 12 号 302 室', lat: 31.2003, lng: 121.4374 }),
      addAddress(rows, { person: id, joined, label: '家里', district: 'changning', street: '愚园路 1088 弄 7 号 501 室', lat: 31.2212, lng: 121.4206 }),
    ],
  }
}

function addResident(rows: Rows, { nth, today, seal }: { nth: number, today: string, seal: Seal }): Resident {
  const random = createRandom(`resident ${nth}`)
  const [surname, surnameEn] = surnames[(nth * 7) % surnames.length]!
  const [given, givenEn] = random.pick(random.chance(0.6) ? womensNames : mensNames)
  const name = `${surname}${given}`
  const email = `${surnameEn}.${givenEn}.${nth + 1}@mail.example`.toLowerCase().replace('\'', '')
  const phone = `+86139${String(10_000_000 + nth * 1_317).padStart(8, '0')}`
  const joined = iso(at(addDays(today, -random.int(70, 400)), random.int(480, 1300)))
  const id = addPerson(rows, { key: email, name, email, phone, joined, locale: random.chance(0.15) ? 'en' : 'zh-CN' })
  const recipients = [addRecipient(rows, { person: id, joined, seal, name, relation: 'self', born: random.int(1968, 1998), needs: [], note: null })]
  if (random.chance(0.7)) {
    const [elder] = random.pick(random.chance(0.5) ? womensNames : mensNames)
    const note = random.chance(0.6) ? random.pick(notes) : null
    recipients.push(addRecipient(rows, {
      person: id, joined, seal, name: `${surname}${elder}`, relation: random.chance(0.8) ? 'parent' : 'grandparent',
      born: random.int(1936, 1957), needs: someNeeds(random), note,
    }))
  }
  const addresses = Array.from({ length: random.int(1, 2) }, (_, index) => {
    const district = districtOf(random.pick(reaches.inner))
    const [road] = random.pick(district.streets)
    return addAddress(rows, {
      person: id, joined, label: index === 0 ? labels[0] : random.pick(labels.slice(1)), district: district.id,
      lat: district.lat + (random.next() - 0.5) / 40, lng: district.lng + (random.next() - 0.5) / 40,
      street: `${road} ${random.int(18, 1600)} 弄 ${random.int(1, 48)} 号 ${random.int(1, 18)}0${random.int(1, 4)} 室`,
    })
  })
  return { id, name, email, phone, recipients, addresses }
}

const someNeeds = (random: Random): string[] => [...new Set([random.pick(needs), random.pick(needs)])].slice(0, random.int(1, 2))

interface RecipientSeed {
  person: string
  joined: string
  seal: Seal
  name: string
  relation: Recipient['relation']
  born: number
  needs: string[]
  note: string | null
}

function addRecipient(rows: Rows, { person, joined, seal, name, relation, born, needs: own, note }: RecipientSeed): Recipient {
  const id = idOf('recipient', `${person} ${name}`)
  rows.recipient.push({
    id, person_id: person, name, relation, birth_year: born, needs: own, notes_sealed: note === null ? null : seal(note, id),
    created_at: joined, updated_at: joined, deleted_at: null,
  })
  return { id, name, relation }
}

interface AddressSeed {
  person: string
  joined: string
  label: string
  district: string
  street: string
  lat: number
  lng: number
}

function addAddress(rows: Rows, { person, joined, label, district, street, lat, lng }: AddressSeed): Address {
  const id = idOf('address', `${person} ${street}`)
  rows.address.push({
    id, person_id: person, label, district_id: district, street, lat, lng, created_at: joined, updated_at: joined, deleted_at: null,
  })
  return { id, districtId: district, street, lat, lng }
}
