import { z } from 'zod'
import { id, instant, line, localText, nearDay } from './common.ts'
import { page, pageFields } from './paging.ts'

export const actsQuery = z.object({
  operator: id.optional(),
  action: z.string().regex(/^[a-z_]+\.[a-z_]+$/).max(80).optional(),
  /** A kind of subject, or the id of one. */
  subject: line(80).optional(),
  day: nearDay.optional(),
  page,
})

export const actsAnswer = z.object({
  /** In which a day is meant. */
  zone: z.string(),
  operators: z.array(z.object({ id, name: z.string() })),
  actions: z.array(z.string()),
  rows: z.array(z.object({
    id,
    at: instant,
    operator: z.string(),
    action: z.string(),
    subject: z.object({ kind: z.string(), id: z.string(), name: localText.nullable() }),
    reason: z.string(),
    data: z.record(z.string(), z.unknown()),
  })),
  ...pageFields,
})
