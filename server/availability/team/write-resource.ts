import { and, eq, sql } from 'drizzle-orm'
import type { CrewContent } from '#shared/schemas/crew.ts'
import { openDesk } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { insertOf, withTransaction, type Tx } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import { fail } from '../errors.ts'
import { availabilityRule, credential, resource, resourceDistrict, resourceSkill } from '../schema.ts'
import { lockOwnResource, lockTeam, ownResource, type OwnResource, type ResourceRef } from './own-resource.ts'
import { writePortrait } from './portraits.ts'

/** Far more than anybody describes by hand. */
const most = 500

type Kind = OwnResource['kind']

export interface NewResource {
  personId: string
  /** Omitted: the first that the person runs. */
  providerId?: string | undefined
  kind: Kind
  content: CrewContent
}

/**
 * Adds somebody or something that can be booked from now on.
 * @returns its id.
 * @throws {DomainError} `not_found`, `choice_invalid`, `team_full`
 */
export async function addResource({ db }: Pick<Context, 'db'>, { personId, providerId: asked, kind, content }: NewResource): Promise<string> {
  const { providerId } = await openDesk(db, { personId, providerId: asked })
  return await withTransaction(db, async (tx) => {
    await lockTeam(tx, providerId)
    const { rows: [known] } = await tx.execute<{ count: number }>(
      sql`select count(*)::int as count from resource where provider_id = ${providerId}`)
    if (known!.count >= most) throw fail('team_full', { max: most })
    const id = newId()
    await assertKnown(tx, { id, providerId, content })
    await tx.insert(resource).values({ id, providerId, kind, ...columnsOf(kind, content) })
    await writeRest(tx, { id, kind, content })
    await writePortrait(tx, { id, providerId, fileId: portraitOf(kind, content) })
    return id
  })
}

export interface ResourceChange extends ResourceRef {
  /** The one that was seen. */
  revision: number
  content: CrewContent
}

/**
 * Changes what is said of a resource; its kind stays. What is booked stays too, whatever the new hours say; a credential that lapses
 * before a booking is found by the timers, which look for somebody else.
 * @throws {DomainError} `not_found`, `choice_invalid`; `changed_meanwhile` where somebody else was faster
 */
export async function changeResource({ db }: Pick<Context, 'db'>, { content, revision, ...ref }: ResourceChange): Promise<void> {
  const { id } = ref
  await withTransaction(db, async (tx) => {
    const { kind, providerId } = await ownResource(tx, ref)
    await lockTeam(tx, providerId)
    await lockOwnResource(tx, ref)
    const [now] = await tx.select({ revision: resource.revision }).from(resource).where(eq(resource.id, id))
    if (now!.revision !== revision) throw fail('changed_meanwhile', { revision: now!.revision })
    await assertKnown(tx, { id, providerId, content })
    await tx.update(resource).set({ ...columnsOf(kind, content), revision: revision + 1 }).where(eq(resource.id, id))
    await writePortrait(tx, { id, providerId, fileId: portraitOf(kind, content) })
    await tx.delete(resourceSkill).where(eq(resourceSkill.resourceId, id))
    await tx.delete(resourceDistrict).where(eq(resourceDistrict.resourceId, id))
    await tx.delete(credential).where(eq(credential.resourceId, id))
    await tx.delete(availabilityRule).where(and(eq(availabilityRule.resourceId, id), sql`${availabilityRule.validFrom} is null`,
      sql`${availabilityRule.validUntil} is null`))
    await writeRest(tx, { id, kind, content })
  })
}

/** Only people have a gender, languages, papers, an account and a face. */
const columnsOf = (kind: Kind, { name, gender, languages, homeDistrictId, personId }: CrewContent) => ({
  nameZh: name.zh,
  nameEn: name.en,
  districtId: homeDistrictId,
  gender: kind === 'worker' ? gender : null,
  languages: kind === 'worker' ? [...new Set(languages)] : [],
  personId: kind === 'worker' ? personId : null,
})

const portraitOf = (kind: Kind, { portraitId }: CrewContent): string | null => (kind === 'worker' ? portraitId : null)

async function writeRest(tx: Tx, { id, kind, content }: { id: string, kind: Kind, content: CrewContent }): Promise<void> {
  const districtIds = kind === 'venue' ? [content.homeDistrictId] : [...new Set(content.districtIds)]
  const { skills, hours, credentials } = content
  if (skills.length > 0) await tx.execute(insertOf(resourceSkill, skills.map(skill => ({ resourceId: id, skill }))))
  if (districtIds.length > 0) await tx.execute(insertOf(resourceDistrict, districtIds.map(districtId => ({ resourceId: id, districtId }))))
  if (hours.length > 0) {
    await tx.execute(insertOf(availabilityRule, hours.map(({ weekday, from, to }) =>
      ({ id: newId(), resourceId: id, weekday, fromMinute: from, toMinute: to }))))
  }
  if (kind === 'worker' && credentials.length > 0) {
    await tx.execute(insertOf(credential, credentials.map(({ kind: paper, number, issuer, expiresOn }) =>
      ({ id: newId(), resourceId: id, kind: paper, number, issuerZh: issuer.zh, issuerEn: issuer.en, expiresOn }))))
  }
}

/** Districts that are served, and an account of the provider's that is nobody else's on the team. */
async function assertKnown(tx: Tx, { id, providerId, content }: { id: string, providerId: string, content: CrewContent }): Promise<void> {
  const { homeDistrictId, districtIds, personId } = content
  const { rows: [known] } = await tx.execute<{ home: boolean, districts: boolean, person: boolean }>(sql`
    select exists (select from district where id = ${homeDistrictId}) as home,
           not exists (select from unnest(${sql.param([...districtIds])}::text[]) d (id) where not exists (
             select from provider_district p where p.provider_id = ${providerId} and p.district_id = d.id)) as districts,
           ${personId}::uuid is null or (
             exists (select from provider_member m where m.provider_id = ${providerId} and m.person_id = ${personId}::uuid)
             and not exists (select from resource r where r.provider_id = ${providerId} and r.person_id = ${personId}::uuid and r.id <> ${id})) as person`)
  if (!known!.home) throw fail('choice_invalid', { path: 'homeDistrictId' })
  if (!known!.districts) throw fail('choice_invalid', { path: 'districtIds' })
  if (!known!.person) throw fail('choice_invalid', { path: 'personId' })
}
