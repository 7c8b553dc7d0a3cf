import { sql, type SQL } from 'drizzle-orm'
import type { z } from 'zod'
import { agreementStates, answers, changedTerms, inForce, isOpen, type AgreementState, type AgreementTerms, type Side } from '#shared/agreement.ts'
import type { LocalText } from '#shared/locale.ts'
import { listPrice, sharePrice, type PriceTerms } from '#shared/pricing.ts'
import type { agreement as agreementSchema, agreementList } from '#shared/schemas/agreement.ts'
import { openDesk } from '../../identity/index.ts'
import type { Queryable } from '../../platform/database.ts'
import { readPage, type PagePart } from '../../platform/paging.ts'

type View = z.input<typeof agreementSchema>

interface VersionRow extends AgreementTerms {
  id: string
  version: number
  status: AgreementState
  askedBy: Side
  createdAt: string
  decidedAt: string | null
  endsAt: string | null
}

type Row = {
  total: number
  bundle: { id: string, title: LocalText, status: View['bundle']['status'] }
  publisher: { id: string, name: LocalText }
  zone: string
  partner: { id: string, name: LocalText }
  offering: { id: string, title: LocalText, currency: string, minutes: number, price: PriceTerms }
  versions: VersionRow[]
  events: { version: number, event: View['history'][number]['event'], by: Side | 'system', person: string | null, note: string, at: string }[]
}

const iso = (column: string): SQL => sql.raw(`to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)
const named = (table: string, field: string): SQL => sql.raw(`json_build_object('zh', ${table}.${field}_zh, 'en', ${table}.${field}_en)`)

/** Agreements, each with all its versions; those in which a version `waits` come first, then the newest. */
async function load(db: Queryable, { where, waits, part: { limit, offset } }: { where: SQL, waits: SQL, part: PagePart }): Promise<Row[]> {
  const { rows } = await db.execute<Row>(sql`
    with one as (
      select bundle_id, offering_id, bool_or(${waits}) as waits, max(created_at) as newest, count(*) over ()::int as total
        from agreement g where ${where} group by bundle_id, offering_id
       order by waits desc, newest desc, offering_id, bundle_id limit ${limit} offset ${offset})
    select one.total, json_build_object('id', b.id, 'title', ${named('b', 'title')}, 'status', b.status) as bundle,
           json_build_object('id', publisher.id, 'name', ${named('publisher', 'name')}) as publisher,
           publisher.zone,
           json_build_object('id', partner.id, 'name', ${named('partner', 'name')}) as partner,
           json_build_object('id', o.id, 'title', ${named('o', 'title')}, 'currency', o.currency, 'minutes', o.duration_minutes, 'price',
             json_build_object('priceModel', o.price_model, 'priceAmount', o.price_amount, 'priceOptions', o.price_options)) as offering,
           (select json_agg(json_build_object('id', v.id, 'version', v.version, 'status', v.status, 'askedBy', v.asked_by,
                     'percentOffBps', v.percent_off_bps, 'floorAmount', v.floor_amount, 'noticeMinutes', v.notice_minutes,
                     'blackoutDates', to_json(v.blackout_dates), 'exitNoticeDays', v.exit_notice_days, 'createdAt', ${iso('v.created_at')},
                     'decidedAt', ${iso('v.decided_at')}, 'endsAt', ${iso('v.ends_at')}) order by v.version desc)
              from agreement v where v.bundle_id = one.bundle_id and v.offering_id = one.offering_id) as versions,
           (select coalesce(json_agg(json_build_object('version', v.version, 'event', e.event, 'by', e.by_side, 'person', w.name, 'note', e.note,
                     'at', ${iso('e.at')}) order by e.at, e.id), '[]')
              from agreement v join agreement_event e on e.agreement_id = v.id left join person w on w.id = e.person_id
             where v.bundle_id = one.bundle_id and v.offering_id = one.offering_id and e.event <> 'supersede') as events
      from one
      join bundle b on b.id = one.bundle_id
      join provider publisher on publisher.id = b.provider_id
      join offering o on o.id = one.offering_id
      join provider partner on partner.id = o.provider_id
     order by one.waits desc, one.newest desc, one.offering_id, one.bundle_id`)
  return rows
}

export interface AgreementsQuery {
  personId: string
  providerId?: string | undefined
  page: number
}

/**
 * The agreements of one's provider, with other publishers and with its own partners; those that wait for it come first. Nobody else's are
 * in it: each is between two.
 * @throws {DomainError} `not_found`
 */
export async function listAgreements(
  db: Queryable, { personId, providerId, page }: AgreementsQuery,
): Promise<z.input<typeof agreementList>> {
  const { providerId: own } = await openDesk(db, { personId, providerId })
  const where = sql`g.provider_id = ${own} or exists (select from bundle b where b.id = g.bundle_id and b.provider_id = ${own})`
  const waitsFor = (side: Side) => sql.param(agreementStates.filter(state => answers(state) === side))
  const waits = sql`g.status = any(case when g.provider_id = ${own} then ${waitsFor('partner')}::text[] else ${waitsFor('publisher')}::text[] end)`
  const { rows, ...shown } = await readPage({ page, perPage: 20 }, async part => await load(db, { where, waits, part }))
  return { ...shown, rows: rows.map(row => toView(row, row.partner.id === own ? 'partner' : 'publisher')) }
}

function toView({ bundle, publisher, zone, partner, offering, versions, events }: Omit<Row, 'total'>, side: Side): View {
  const standard = listPrice(offering.price, { minutes: offering.minutes, persons: 1 }) ?? 0
  const held = versions.find(({ status }) => inForce(status))
  const open = versions.find(({ status }) => isOpen(status))
  const version = ({ id, version, status, askedBy, createdAt, decidedAt, endsAt, ...terms }: VersionRow) => ({
    id, version, status, askedBy, createdAt, decidedAt, endsAt, shareAmount: sharePrice(standard, terms),
    terms: { ...terms, blackoutDates: [...terms.blackoutDates] },
  })
  const waiting = open && answers(open.status)
  return {
    bundle, publisher, partner,
    offering: { id: offering.id, title: offering.title },
    side,
    zone,
    currency: offering.currency,
    listAmount: standard,
    inForce: held ? version(held) : null,
    open: open ? version(open) : null,
    last: version(versions[0]!),
    waits: waiting ? (waiting === side ? 'me' : 'them') : null,
    changes: held && open ? changedTerms(held, open) : [],
    // Who of the others it was is theirs to say.
    history: events.map(({ person, ...event }) => ({ ...event, person: event.by === side ? person : null })),
  }
}

/** As many parts and alternatives a bundle can have had, and more. */
const mostOfBundle = { limit: 200, offset: 0 }

/** Those of one bundle, as its publisher sees them. */
export async function agreementsOfBundle(db: Queryable, bundleId: string): Promise<View[]> {
  return (await load(db, { where: sql`g.bundle_id = ${bundleId}`, waits: sql`false`, part: mostOfBundle })).map(row => toView(row, 'publisher'))
}

/** What is told of something that happened to an agreement. */
export interface ToldAgreement {
  event: string
  by: Side | 'system'
  publisherId: string
  partnerId: string
  bundle: LocalText
  offering: LocalText
  publisher: LocalText
  partner: LocalText
  endsAt: Date | null
  zone: string
}

/** By the line of its history; undefined where there is none. */
export async function findToldAgreement(db: Queryable, eventId: string): Promise<ToldAgreement | undefined> {
  const { rows: [row] } = await db.execute<Omit<ToldAgreement, 'endsAt'> & { endsAt: string | null, [key: string]: unknown }>(sql`
    select e.event, e.by_side as "by", b.provider_id as "publisherId", g.provider_id as "partnerId", ${named('b', 'title')} as bundle,
           ${named('o', 'title')} as offering, ${named('publisher', 'name')} as publisher, ${named('partner', 'name')} as partner,
           ${iso('g.ends_at')} as "endsAt", publisher.zone
      from agreement_event e join agreement g on g.id = e.agreement_id join bundle b on b.id = g.bundle_id join offering o on o.id = g.offering_id
      join provider publisher on publisher.id = b.provider_id join provider partner on partner.id = g.provider_id
     where e.id = ${eventId}`)
  return row && { ...row, endsAt: row.endsAt === null ? null : new Date(row.endsAt) }
}
