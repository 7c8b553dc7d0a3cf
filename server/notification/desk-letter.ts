import { findLapsing } from '../availability/index.ts'
import { findToldAgreement, findToldBundle, findToldProvider } from '../catalog/index.ts'
import { findToldBooking } from '../booking/index.ts'
import { cityZone, findContacts, listManagers } from '../identity/index.ts'
import { findOpenQuestion } from '../payment/index.ts'
import type { Db } from '../platform/database.ts'
import { countQuestions } from './operator-notices.ts'
import { reached } from './readers.ts'
import { nameIn, textIn } from './local-text.ts'
import { formatMoney, renderLetter, renderLetterSms, type Letter } from './render.ts'
import type { Prepared } from './send-notice.ts'
import type { notification } from './schema.ts'
import { deskTemplates, isDeskTemplate } from './wording-desk.ts'
import { credentialName } from './wording-crew.ts'
import { questionWording, undecidedDay } from './wording-operator.ts'
import { fill, frameWording } from './wording.ts'

type Row = Pick<typeof notification.$inferSelect, 'template' | 'reader' | 'channel' | 'subjectKind' | 'subjectId' | 'legIds'>

/** A notice that is about no booking, as things stand now; undefined where there is nobody to tell. */
export async function deskLetterOf(db: Db, row: Row, siteUrl: string): Promise<Prepared | undefined> {
  const found = reached((await findContacts(db, [row.reader]))[0])
  const address = found?.addresses.find(({ channel }) => channel === row.channel)
  if (!found || !address || !isDeskTemplate(row.template) || row.subjectId === null) return undefined
  const { words, path } = deskTemplates[row.template]
  const about = row.subjectKind === 'operator_digest'
    ? await digestOf(db, row.subjectId, found.reader.locale)
    : await aboutOne(db, row, { path, locale: found.reader.locale })
  if (!about) return undefined
  const letter: Letter = { words, ...about, reader: found.reader, siteUrl }
  return { address, mail: () => renderLetter(letter), sms: () => renderLetterSms(letter) }
}

type About = Pick<Letter, 'values' | 'links'>

async function aboutOne(
  db: Db, row: Row, { path, locale }: { path: string, locale: Letter['reader']['locale'] },
): Promise<About | undefined> {
  const values = await valuesOf(db, row, locale)
  return values && { values, links: [{ path: path.replace('{id}', row.subjectId!).replace('{provider}', values.provider ?? '') }] }
}

/** How much waits of each kind, and where; of what has been dealt with meanwhile there is nothing to say. */
async function digestOf(db: Db, digestId: string, locale: Letter['reader']['locale']): Promise<About | undefined> {
  const open = await countQuestions(db, digestId)
  if (open.length === 0) return undefined
  return {
    values: { count: String(open.reduce((sum, { count }) => sum + count, 0)) },
    links: open.map(({ kind, count }) => ({
      label: fill(questionWording[locale][kind], { count: String(count) }), path: deskTemplates[`operator_${kind}`].path,
    })),
  }
}

async function valuesOf(db: Db, row: Row, locale: Letter['reader']['locale']): Promise<Record<string, string> | undefined> {
  const id = row.subjectId!
  if (row.subjectKind === 'bundle') return await bundleValues(db, id, row.legIds, locale)
  if (row.subjectKind === 'agreement_event') return await agreementValues(db, row, locale)
  if (row.subjectKind === 'credential_warning') return await credentialValues(db, id, locale)
  if (row.subjectKind === 'operator_digest') return undefined
  if (row.subjectKind !== 'provider_event') return row.subjectKind ? await questionValues(db, { kind: row.subjectKind, id }, locale) : undefined
  const told = await findToldProvider(db, id)
  return told && { firm: nameIn(locale)(told.name), reason: told.reason, provider: told.providerId }
}

async function agreementValues(
  db: Db, { reader, subjectId }: Row, locale: Letter['reader']['locale'],
): Promise<Record<string, string> | undefined> {
  const told = await findToldAgreement(db, subjectId!)
  if (!told) return undefined
  const sides = told.by === 'partner' ? [told.publisherId] : told.by === 'publisher' ? [told.partnerId] : [told.partnerId, told.publisherId]
  const managers = await Promise.all(sides.map(async id => await listManagers(db, id)))
  // Who has left the desk meanwhile is told nothing of it any more.
  const provider = sides.find((_, side) => managers[side]!.includes(reader))
  if (!provider) return undefined
  const text = textIn(locale)
  const day = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : 'zh-CN', { timeZone: told.zone, year: 'numeric', month: 'long', day: 'numeric' })
  return {
    who: nameIn(locale)(told.by === 'partner' ? told.partner : told.publisher), bundle: text(told.bundle), offering: text(told.offering),
    until: told.endsAt ? day.format(told.endsAt) : '', provider,
  }
}

async function credentialValues(db: Db, warningId: string, locale: Letter['reader']['locale']): Promise<Record<string, string> | undefined> {
  const told = await findLapsing(db, warningId)
  if (!told) return undefined
  const day = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : 'zh-CN', { timeZone: 'UTC', year: 'numeric', month: 'long', day: 'numeric' })
  return {
    who: nameIn(locale)(told.name), paper: credentialName(told.kind, locale), until: day.format(new Date(`${told.expiresOn}T00:00:00Z`)),
    provider: told.providerId,
  }
}

/** Of money that waits for an operator; of what has been dealt with meanwhile there is nothing to say. */
async function questionValues(
  db: Db, question: Parameters<typeof findOpenQuestion>[1], locale: Letter['reader']['locale'],
): Promise<Record<string, string> | undefined> {
  const told = await findOpenQuestion(db, question)
  if (!told) return undefined
  const booking = told.bookingId === null ? undefined : await findToldBooking(db, told.bookingId)
  const day = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : 'zh-CN', {
    timeZone: booking?.legs[0]?.zone ?? await cityZone(db) ?? 'UTC', year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit',
  })
  return {
    about: booking?.reference ?? told.name, amount: told.money ? formatMoney(locale, told.money) : '',
    until: told.until ? day.format(told.until) : undecidedDay[locale],
  }
}

async function bundleValues(db: Db, bundleId: string, legIds: readonly string[], locale: Letter['reader']['locale']) {
  const told = await findToldBundle(db, bundleId, legIds)
  const text = textIn(locale)
  return told && { bundle: text(told.title), legs: told.legs.map(text).join(frameWording[locale].joined) }
}
