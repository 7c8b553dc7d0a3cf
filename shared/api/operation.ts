import { z } from 'zod'
import { id, slug } from '../schemas/common.ts'

/** One operation of the HTTP API. Routes, the OpenAPI document and the generated tests are made from one table of them: `shared/api.ts`. */
export interface Operation {
  summary: string
  tag: 'catalogue' | 'session' | 'household' | 'booking' | 'calendar' | 'provider' | 'operations'
  params?: z.ZodType
  query?: z.ZodType
  body?: z.ZodType
  /** Takes a file as its raw body, which the route reads when it knows who sends it. */
  upload?: boolean
  /** The answer on success; absent: no content, or not JSON (`produces`). */
  response?: z.ZodType
  /** Media type of an answer that is not JSON. */
  produces?: string
  /** Status on success. Default 200, or 204 without an answer. */
  status?: number
  /** Needs a session; without one 401. */
  security?: boolean
  /** Takes an `Idempotency-Key`. */
  idempotent?: boolean
  /** Codes of the problems that it may answer besides the common ones. */
  problems?: readonly string[]
}

/** Parameters of a path. */
export const byId = z.object({ id })
export const byLeg = z.object({ id, legId: id })
export const byVisit = z.object({ id, visitId: id })
export const bySlug = z.object({ slug })
