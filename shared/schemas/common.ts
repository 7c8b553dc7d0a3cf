import { z } from 'zod'
import { maxSkill, skillPattern } from '../crew.ts'

export const id = z.uuid()
export const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/).max(120)
export const districtId = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/).max(60)
/** A day of the calendar, `YYYY-MM-DD`. */
export const day = z.iso.date()
/** A day near enough for every sum with days and clocks. */
export const nearDay = day.refine(date => date >= '1900-01-01' && date < '3000-01-01', { error: 'day_beyond' })
/** The last day of something; `9999-12-31` stands for ever. */
export const lastDay = day.refine(date => date >= '1900-01-01', { error: 'day_beyond' })
/** A moment, ISO 8601 in UTC. */
export const instant = z.iso.datetime()
/** A moment near enough for every sum with days and clocks. */
export const nearInstant = instant.refine(at => at >= '1900-01-01' && at < '3000-01-01', { error: 'day_beyond' })
export const locale = z.enum(['zh-CN', 'en'])
export const localText = z.object({ zh: z.string(), en: z.string() })
/** Integer minor units. */
export const amount = z.int().min(0)
export const currency = z.string().regex(/^[A-Z]{3}$/)
/** One line that a person typed: trimmed, no control characters. */
export const line = (max: number) => z.string().trim().min(1).max(max).refine(text => !/\p{Cc}/u.test(text), { error: 'control_character' })
/** Several lines that a person typed; may be empty. */
export const lines = (max: number) => z.string().trim().max(max)
  .refine(text => !/\p{Cc}/u.test(text.replaceAll(/[\n\r\t]/g, '')), { error: 'control_character' })
export const skill = z.string().regex(skillPattern).max(maxSkill)
/** E.164. */
export const phone = z.string().trim().regex(/^\+[1-9]\d{6,14}$/)
export const dayPart = z.enum(['morning', 'afternoon', 'evening'])
/** A list in a query: `a,b` or repeated. */
export const list = <Item extends z.ZodType<unknown, string>>(item: Item, max = 20) =>
  z.union([z.string(), z.array(z.string())])
    .transform(value => [value].flat().flatMap(part => part.split(',')).filter(part => part !== ''))
    .pipe(z.array(item).max(max))

/** RFC 9457. `errors` names what was wrong, field by field. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  instance: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
}).loose()
export type Problem = z.infer<typeof problem>
