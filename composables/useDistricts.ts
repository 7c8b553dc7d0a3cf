/** The districts of the city and their names. */
export function useDistricts() {
  const text = useText()
  const { data } = useApiData('GET /api/districts')
  const districts = computed(() => data.value ?? [])
  const names = computed(() => new Map(districts.value.map(district => [district.id, text(district.name)])))
  return { districts, districtName: (id: string) => names.value.get(id) ?? id }
}
