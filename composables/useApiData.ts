import type { MaybeRefOrGetter } from 'vue'
import type { Answer, Params, Query, ReadKey } from './api.ts'

export interface ApiDataOptions<Key extends ReadKey> {
  params?: MaybeRefOrGetter<Params<Key>>
  query?: MaybeRefOrGetter<Query<Key> | undefined>
  /** Default true. False: only in the browser, for what must be fresh or is personal. */
  server?: boolean
  /** Default false. True: the page does not wait for it. */
  lazy?: boolean
  /** Default true. False: fetched by `execute` alone. */
  immediate?: boolean
  /** Default: whenever path or query change. */
  watch?: false
}

/**
 * Reads from our API, on the server first; the answer has the type of `shared/api.ts`. Fetches again when parameters or query change, and
 * keeps what it had meanwhile. `problem` is the problem document of the last failure.
 */
export function useApiData<Key extends ReadKey>(operation: Key, options: ApiDataOptions<Key> = {}) {
  const { locale } = useI18n()
  const { params, query, ...rest } = options
  // Compared by content: a getter makes a new object whenever anything near it changes, and that alone asks nothing anew.
  const queryText = computed(() => JSON.stringify(toValue(query) ?? {}))
  const fetched = useFetch<Answer<Key>>(() => splitOperation(operation, toValue(params)).path, {
    ...rest,
    query: computed<Record<string, string>>(() => JSON.parse(queryText.value)),
    headers: computed(() => ({ 'accept-language': locale.value })),
    // One and the same answer serves every page that asks for it, and a changed query has a key of its own.
    key: computed(() => JSON.stringify([operation, toValue(params) ?? null, queryText.value])),
    deep: false,
    dedupe: 'cancel',
  })
  const problem = computed(() => problemOf(fetched.error.value))
  // Awaited, it gives the data alone, so `problem` goes along both ways.
  const fields: Omit<typeof fetched, keyof Promise<unknown>> = fetched
  return Object.assign(fetched.then(answer => Object.assign(answer, { problem })), fields, { problem })
}
