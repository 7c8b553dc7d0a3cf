import { lastPage } from '#shared/paging.ts'

/**
 * Which page of a list the address asks for, and where another is; all else of the address stays.
 *
 * @param name of the number in the address, where a page has two lists.
 */
export function usePages(name = 'page') {
  const route = useRoute()
  const page = computed(() => queryPage(route.query, { name, last: lastPage }))
  const pageTo = (number: number) => ({ query: { ...route.query, [name]: number > 1 ? String(number) : undefined } })
  return { page, pageTo }
}
