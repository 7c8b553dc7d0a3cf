import sharp from 'sharp'
import { creditCheckSign } from '#shared/credit-code.ts'
import { paperKinds } from '#shared/onboarding.ts'
import type { Files } from '../../server/platform/files/storage.ts'
import { demoLicence, newcomers, type NewcomerSeed } from './data/newcomers.ts'
import { drawLicence, writePaper } from './draw-paper.ts'
import { keepSeeded } from './keep-file.ts'
import { addPerson } from './people.ts'
import { idOf } from './random.ts'
import type { Rows } from './rows.ts'
import { addDays, at, iso, ZONE } from './time.ts'

/** Providers that operators have to look at, with what they sent. */
export async function addNewcomers(rows: Rows, { today, files }: { today: string, files: Files }): Promise<void> {
  for (const seed of newcomers) {
    const id = idOf('provider', seed.slug)
    const [begun, sent, asked] = [seed.submitted + 4, seed.submitted, seed.submitted - 1].map(days => iso(at(addDays(today, -days), 640)))
    const owner = addPerson(rows, { ...seed.owner, joined: begun! })
    rows.provider.push({
      id, slug: seed.slug, name_zh: seed.name[0], name_en: seed.name[1], summary_zh: seed.about[0], summary_en: seed.about[1], zone: ZONE,
      status: seed.asked ? 'more_needed' : 'submitted', commission_bps: 1000, rating: null, rating_count: 0, founded_year: seed.founded, created_at: begun!,
      review: seed.asked ? 'asked' : 'waiting', review_since: seed.asked ? asked! : sent!,
      contact_name: seed.owner.name, contact_email: seed.owner.email, contact_phone: seed.owner.phone, tax: { kind: 'vat', bps: 600 },
    })
    rows.provider_member.push({ provider_id: id, person_id: owner, role: 'owner', created_at: begun! })
    for (const district of seed.districts) rows.provider_district.push({ provider_id: id, district_id: district })
    for (const paper of seed.papers) await addPaper(rows, { provider: id, owner, paper, files, at: sent!, state: 'open' })
    rows.provider_event.push({
      id: idOf('provider event', `${seed.slug} submit`), provider_id: id, event: 'submit', actor: 'provider', person_id: owner,
      from_status: 'draft', to_status: 'submitted', reason: '', at: sent!,
    })
    if (seed.asked) {
      rows.provider_event.push({
        id: idOf('provider event', `${seed.slug} ask_more`), provider_id: id, event: 'ask_more', actor: 'operator',
        person_id: idOf('person', 'operator'), from_status: 'submitted', to_status: 'more_needed', reason: seed.asked, at: asked!,
      })
    }
  }
}

/** The demo provider shows what a verified one looks like: a licence that was looked at, and whom to call. */
export async function addDemoPapers(rows: Rows, files: Files): Promise<void> {
  const provider = rows.provider.find(({ slug }) => slug === demoLicence.slug)!
  Object.assign(provider, demoLicence.contact)
  await addPaper(rows, { provider: String(provider.id), paper: demoLicence.paper, files, at: String(provider.created_at), state: 'approved' })
}

interface PaperToAdd {
  provider: string
  owner?: string
  paper: NewcomerSeed['papers'][number]
  files: Files
  at: string
  state: 'open' | 'approved'
}

async function addPaper(rows: Rows, { provider, owner, paper, files, at: when, state }: PaperToAdd): Promise<void> {
  const isLicence = paper.kind === 'business_licence'
  const number = isLicence ? paper.number + creditCheckSign(paper.number)! : paper.number
  const drawing = { title: isLicence ? 'BUSINESS LICENCE' : 'CERTIFICATE', number, holder: paper.holderEn, validUntil: paper.validUntil }
  const bytes = paper.as === 'photo' ? await sharp(Buffer.from(drawLicence(drawing))).jpeg({ quality: 88 }).toBuffer() : writePaper(drawing)
  const { use } = paperKinds[paper.kind]
  const id = await keepSeeded(rows, files, { id: idOf('file', `${provider} ${paper.kind}`), ownerId: provider, ...(owner && { personId: owner }), use, bytes })
  rows.provider_paper.push({
    id: idOf('paper', `${provider} ${paper.kind}`), provider_id: provider, kind: paper.kind, number, holder: paper.holder, valid_until: paper.validUntil,
    file_id: id, state, created_at: when,
  })
}
