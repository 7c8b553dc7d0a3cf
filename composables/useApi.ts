import type { OperationKey } from '#shared/api.ts'
import type { Problem } from '#shared/schemas/common.ts'
import type { Answer, Body, Params, Query } from './api.ts'

export interface CallOptions<Key extends OperationKey> {
  params?: Params<Key>
  query?: Query<Key>
  body?: Body<Key>
}

export interface ApiOptions {
  /** Default false. True: the page is left once it has succeeded, and until then it stays pending: another press makes no second one. */
  leaves?: boolean
}

export type CallResult<Key extends OperationKey> = { ok: true, answer: Answer<Key> } | { ok: false, problem: Problem }

/**
 * Calls one operation of our API from the browser. Nothing is thrown: a failure is a problem in the reader's language, kept in `problem`
 * for `<ProblemAlert>` until the next call, so that a form keeps what was typed. Every call carries an `Idempotency-Key`; it stays the
 * same until an answer arrives, so that pressing again after a lost connection cannot do a thing twice.
 */
export function useApi<Key extends OperationKey>(operation: Key, { leaves = false }: ApiOptions = {}) {
  const { locale, t } = useI18n()
  const problem = shallowRef<Problem | null>(null)
  const pending = ref(false)
  let attempt: { key: string, sent: string } | null = null

  /** The same key for the same content only: another body under a key is refused. */
  function keyFor(sent: string): string {
    if (attempt?.sent !== sent) attempt = { key: newKey(), sent }
    return attempt.key
  }

  async function call(options: CallOptions<Key> = {}): Promise<CallResult<Key>> {
    const { method, path } = splitOperation(operation, options.params)
    pending.value = true
    problem.value = null
    try {
      const answer = await $fetch<Answer<Key>>(path, {
        method,
        query: options.query as Record<string, unknown> | undefined,
        body: options.body as Record<string, unknown> | undefined,
        headers: {
          'accept-language': locale.value,
          ...(method === 'GET' ? {} : { 'idempotency-key': keyFor(JSON.stringify([path, options.body ?? null])) }),
        },
      })
      attempt = null
      pending.value = leaves
      return { ok: true, answer: answer as Answer<Key> }
    } catch (error) {
      const known = problemOf(error)
      if (known && isFinal(known)) attempt = null
      pending.value = false
      problem.value = known ?? { type: 'about:blank', title: t('problem.title'), status: 0, code: 'unreachable', detail: t('problem.unreachable') }
      return { ok: false, problem: problem.value }
    }
  }

  function clear(): void {
    problem.value = null
  }

  /** What was wrong with one field of the body, in words. */
  const fieldError = (path: string): string | undefined => problem.value?.errors?.find(error => error.path === path)?.message

  return { call, pending, problem, fieldError, clear }
}

/** A refusal is an answer; a broken server or a call that is still running is not, and the same key must ask again. */
function isFinal(problem: Problem): boolean {
  return problem.status < 500 && problem.code !== 'idempotency_key_running'
}

/** 128 random bits. `crypto.randomUUID` exists on secure origins only. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
}
