import { z } from 'zod'
import { crewIssues } from '../crew.ts'
import { day, districtId, id, instant, lastDay, line, list, localText, nearDay, skill } from './common.ts'

const code = z.string().regex(/^[a-z0-9]+([_-][a-z0-9]+)*$/).max(60)
const typedPair = (max: number) => z.object({ zh: line(max), en: line(max) })

export const resourceKind = z.enum(['worker', 'vehicle', 'venue'])

const credential = z.object({
  kind: code,
  number: line(60),
  issuer: typedPair(80),
  /** The last day on which it holds. */
  expiresOn: lastDay,
})

/** All that a provider says of one of its people or things. Gender, languages, credentials, account and portrait are of people only. */
const content = z.object({
  name: typedPair(60),
  gender: z.enum(['female', 'male']).nullable(),
  languages: z.array(code).max(12),
  /** Where the day begins: ways are counted from here. */
  homeDistrictId: districtId,
  /** Of the provider's districts, those gone to; a venue stays where it is. */
  districtIds: z.array(districtId).max(30),
  skills: z.array(skill).max(20),
  /** Every week, on the provider's clocks: ISO weekday (1 is Monday), minutes after midnight; what goes past midnight ends beyond 1440. */
  hours: z.array(z.object({
    weekday: z.int().min(1).max(7),
    from: z.int().multipleOf(15).min(0).max(1425),
    to: z.int().multipleOf(15).min(15).max(2880),
  })).max(42),
  credentials: z.array(credential).max(12),
  /** The member of the provider who signs in as this worker. */
  personId: id.nullable(),
  /** A file of the provider's, sent as a portrait. */
  portraitId: id.nullable(),
})
export type CrewContent = z.output<typeof content>

const example: CrewContent = {
  name: { zh: '王秀英', en: 'Wang Xiuying' }, gender: 'female', languages: ['zh'], homeDistrictId: 'xuhui', districtIds: [],
  skills: ['home-cleaning'], hours: [{ weekday: 1, from: 540, to: 1080 }], credentials: [], personId: null,
  portraitId: null,
}

const typedContent = content.superRefine((typed, context) => {
  for (const { path, code: message } of crewIssues(typed)) context.addIssue({ code: 'custom', path: path.split('.'), message })
}).meta({ examples: [example] })

export const crewQuery = z.object({ providerId: id.optional() })
export const crewBody = z.strictObject({ providerId: id.optional(), kind: resourceKind, content: typedContent })
export const crewChange = z.strictObject({ revision: z.int().min(1).max(1_000_000_000), content: typedContent })

const heldUntil = z.object({ kind: z.string(), expiresOn: day })

const crewRow = z.object({
  id,
  kind: resourceKind,
  name: localText,
  /** A link that opens it for a quarter of an hour. */
  portrait: z.string().nullable(),
  /** False: takes no new bookings. */
  active: z.boolean(),
  homeDistrictId: districtId,
  districtCount: z.int(),
  skills: z.array(z.string()),
  /** Of a usual week. */
  weeklyMinutes: z.int(),
  /** Credentials that hold no more. */
  lapsed: z.array(heldUntil),
  /** Credentials that hold for 30 days at most. */
  lapsing: z.array(heldUntil),
  /** Bookings and class sessions ahead. */
  ahead: z.int(),
})
export const crew = z.object({ providerId: id, rows: z.array(crewRow) })

/** What somebody or something has given their time to. */
const given = z.object({
  kind: z.enum(['booking', 'session']),
  /** Of the booking; null: a class session. */
  reference: z.string().nullable(),
  title: localText,
  start: instant,
  end: instant,
})
export type GivenTime = z.infer<typeof given>
/** Of each of several, in the order in which they were asked for. */
export const givenTime = z.object({ people: z.array(z.object({ id, rows: z.array(given) })) })

/** One of a provider's people or things, as it keeps them. */
export const crewResource = z.object({
  id,
  providerId: id,
  kind: resourceKind,
  active: z.boolean(),
  /** To be sent back with a change: it says what was seen. */
  revision: z.int(),
  zone: z.string(),
  content,
  /** A link that opens it for a quarter of an hour. */
  portrait: z.string().nullable(),
  /** Those to come, the first day and the last. */
  daysOff: z.array(z.object({ id, from: day, to: day })),
  /** All that is ahead. */
  ahead: z.array(given),
})
export type CrewResource = z.infer<typeof crewResource>

/** What a provider can choose from when it describes somebody. */
export const crewChoices = z.object({
  providerId: id,
  zone: z.string(),
  districtIds: z.array(districtId),
  /** What its offerings need, and what its people and things can do already. */
  skills: z.array(z.object({ kind: resourceKind, skill: z.string() })),
  /** Its members with an account; `resourceId`: who they are on the team. */
  members: z.array(z.object({ personId: id, name: z.string(), resourceId: id.nullable() })),
})
export type CrewChoices = z.infer<typeof crewChoices>

const someIds = z.array(id).min(1).max(100)
/** From the first day to the last, both off. */
export const daysOffQuery = z.object({ ids: list(id, 100).pipe(someIds), from: nearDay, to: nearDay })
const seen = z.int().min(0).max(10_000)
/** `seen`: how many bookings and sessions were shown when this was decided. */
export const daysOffBody = z.strictObject({ ids: someIds, from: nearDay, to: nearDay, seen })
export const retireBody = z.strictObject({ seen })
export const byDayOff = z.object({ id, dayOffId: id })
