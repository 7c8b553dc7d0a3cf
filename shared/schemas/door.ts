import { z } from 'zod'
import { day, instant, localText } from './common.ts'

/** A visit, who makes it and a signature: 48 bytes. */
export const doorToken = z.string().regex(/^[\w-]{64}$/)

/** What somebody at the door is shown of who stands before it: nothing of the resident, and no address. */
export const door = z.object({
  worker: localText,
  provider: localText,
  /** A link that opens it for a quarter of an hour, and not beyond the day. */
  portrait: z.string().nullable(),
  title: localText,
  start: instant,
  end: instant,
  zone: z.string(),
  /** Of each kind the one that holds longest; `expiresOn` is the last day on which it holds. */
  credentials: z.array(z.object({ kind: z.string(), expiresOn: day, holds: z.boolean() })),
})
