import type { Composed } from '#shared/schemas/composer.ts'

/** The bundle in the making of this page's address. Where it cannot be read anew, what was read before stays. */
export async function useComposed() {
  const route = useRoute()
  const id = String(route.params.id)
  const { data, status, problem, refresh: read } = await useApiData('GET /api/provider/bundles/:id', { params: { id } })
  const kept = shallowRef<Composed | null>(data.value ?? null)
  watch(data, (now) => {
    if (now) kept.value = now
  })
  /** What is read anew; null: it could not be. */
  async function refresh(): Promise<Composed | null> {
    await read()
    return data.value ?? null
  }
  const isUnknown = computed(() => kept.value === null && problem.value !== null && problem.value.status < 500)
  return { kept, status, problem, refresh, isUnknown }
}
