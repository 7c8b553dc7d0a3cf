/** The categories as a tree: each of the upper level with those below it. */
export function useCategoryTree() {
  const { data } = useApiData('GET /api/categories')
  const tree = computed(() => {
    const all = data.value ?? []
    const below = (id: string | null) => all.filter(({ parentId }) => parentId === id)
    return below(null).map(parent => ({ parent, leaves: below(parent.id) }))
  })
  /** A leaf as a card shows it: its own name, the drawing of the one above. */
  const categoryOf = (id: string) => {
    const leaf = data.value?.find(category => category.id === id)
    const parent = data.value?.find(category => category.id === leaf?.parentId)
    return { slug: leaf?.slug ?? '', name: leaf?.name ?? { zh: '', en: '' }, picture: parent?.picture ?? leaf?.picture ?? 'lane' }
  }
  return { tree, categoryOf }
}
