import { setResponseHeader, setResponseStatus, type H3Event } from 'h3'
import type { Locale } from '#shared/locale.ts'
import type { Problem } from '#shared/schemas/common.ts'
import en from '../../i18n/problems/en.json' with { type: 'json' }
import zh from '../../i18n/problems/zh-CN.json' with { type: 'json' }
import { sqlState } from '../platform/database.ts'
import { DomainError } from '../platform/errors.ts'
import { fail } from './errors.ts'
import type { InputIssue } from './input.ts'
import { languageOf } from './language.ts'

/**
 * THE table: every code that a person or a client can be answered with, and its HTTP status. Its sentences stand in `i18n/problems/`.
 * A test walks the sources for codes that are missing here or there.
 */
export const statuses = {
  // The edge
  input_invalid: 400,
  json_malformed: 400,
  idempotency_key_invalid: 400,
  webhook_signature_invalid: 400,
  not_signed_in: 401,
  origin_foreign: 403,
  not_found: 404,
  method_not_allowed: 405,
  idempotency_key_running: 409,
  body_too_large: 413,
  content_type_unsupported: 415,
  idempotency_key_reused: 422,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
  // Files
  file_too_large: 413,
  file_type_refused: 415,
  file_broken: 422,
  file_unsafe: 422,
  // Identity
  credentials_wrong: 401,
  code_wrong: 401,
  email_taken: 409,
  name_needed: 422,
  consent_outdated: 409,
  bookings_open: 409,
  household_full: 409,
  // Providers
  last_owner: 409,
  role_not_yours: 403,
  already_member: 409,
  too_many_providers: 409,
  credit_code_wrong: 422,
  paper_end_missing: 422,
  paper_expired: 422,
  onboarding_incomplete: 422,
  // Catalogue, availability
  choice_invalid: 422,
  district_not_served: 422,
  slot_taken: 409,
  changed_meanwhile: 409,
  offering_incomplete: 422,
  too_many_offerings: 409,
  too_many_papers: 409,
  session_clashes: 409,
  team_full: 409,
  // Bundles that several make
  offering_closed: 409,
  agreement_moved_on: 409,
  not_ready: 409,
  // Booking, payment
  quote_expired: 409,
  quote_bound: 409,
  too_many_holds: 409,
  district_differs: 422,
  voucher_refused: 409,
  remainder_too_small: 422,
  campaign_invalid: 422,
  campaign_change_refused: 409,
  hold_expired: 409,
  already_paid: 409,
  transition_illegal: 409,
  too_early: 409,
  too_late: 409,
  credential_lapsed: 409,
  tasks_unanswered: 422,
  preview_expired: 409,
  plan_changed: 409,
  too_many_plans: 409,
  checkout_unavailable: 503,
  payment_not_open: 409,
  payment_not_refundable: 409,
  payment_disputed: 409,
  refund_exceeds_payment: 409,
  refund_changed: 409,
  refund_not_allotted: 409,
  refund_not_spread: 422,
  fapiao_exported: 409,
  fapiao_nothing_paid: 409,
  fapiao_none_waiting: 409,
  // Calendars
  too_many_feeds: 409,
  calendar_address_refused: 422,
} as const satisfies Record<string, number>

export type ProblemCode = keyof typeof statuses

type Sentences = Record<ProblemCode, { title: string, detail: string }>
const catalogues: Record<Locale, { problems: Sentences, fields: Record<string, string> }> = { 'zh-CN': zh, en }

const isKnown = (code: string): code is ProblemCode => Object.hasOwn(statuses, code)

/** `{name}` in a sentence is the value of that name; a value that is missing or no plain one leaves nothing behind. */
function fill(sentence: string, values: Readonly<Record<string, unknown>>): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value) : ''
  })
}

export interface ProblemOptions {
  error: DomainError
  locale: Locale
  requestId: string
}

/** The problem document (RFC 9457) of an error. An error whose code is not in the table is a fault of ours: `internal`. */
export function problemOf({ error, locale, requestId }: ProblemOptions): Problem {
  const code = isKnown(error.code) ? error.code : 'internal'
  const { issues, ...details } = code === error.code ? error.details : {}
  const { problems, fields } = catalogues[locale]
  const errors = isIssues(issues)
    ? issues.map(issue => ({ path: issue.path, code: issue.code, message: fieldMessage(fields, issue) }))
    : undefined
  return {
    ...details,
    type: `/problems/${code}`,
    title: problems[code].title,
    status: statuses[code],
    code,
    detail: fill(problems[code].detail, { ...details, requestId }),
    instance: `urn:linli:request:${requestId}`,
    ...(errors && { errors }),
  }
}

const isIssues = (value: unknown): value is InputIssue[] => Array.isArray(value)

/** The sentence of an issue; of `too_big.string` and `too_big` the closer one. */
function fieldMessage(fields: Record<string, string>, { code, values = {} }: InputIssue): string {
  const kind = typeof values.origin === 'string' ? `${code}.${values.origin}` : code
  return fill(fields[kind] ?? fields[code] ?? fields.other!, values)
}

const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'])

/** The database cannot be reached, or is going away: nobody's fault at the keyboard, and worth another try. */
function isDatabaseDown(error: unknown): boolean {
  const state = sqlState(error) ?? ''
  if (/^(08|53|57P)/.test(state)) return true
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
    if (connectionCodes.has(code) && (!('syscall' in cause) || ['connect', 'read', 'write'].includes(String(cause.syscall)))) return true
    if (/^(Connection terminated|timeout exceeded when trying to connect)/.test(cause.message)) return true
  }
  return false
}

/** What was thrown, as an error that may be shown. What it says is not for the client unless it is one of ours. */
export function showable(error: unknown): DomainError {
  if (error instanceof DomainError && isKnown(error.code)) return error
  return isDatabaseDown(error) ? fail('unavailable') : fail('internal')
}

/**
 * Writes the problem of whatever was thrown, and gives its body. A fault of ours is logged with its stack; the client gets the request's
 * id.
 */
export function answerProblem(event: H3Event, error: unknown): string {
  const shown = showable(error)
  const edge = event.context.linli
  const requestId = edge?.requestId ?? 'none'
  const problem = problemOf({ error: shown, locale: languageOf(event), requestId })
  if (problem.status >= 500) edge?.app.log.error({ err: error, requestId, route: edge.route }, problem.code)
  setResponseStatus(event, problem.status)
  setResponseHeader(event, 'Content-Type', 'application/problem+json; charset=utf-8')
  setResponseHeader(event, 'Cache-Control', 'no-store')
  setResponseHeader(event, 'Vary', 'Accept-Language')
  if (typeof problem.retryAfter === 'number') setResponseHeader(event, 'Retry-After', problem.retryAfter)
  else if (problem.status === 503) setResponseHeader(event, 'Retry-After', 5)
  return JSON.stringify(problem)
}
