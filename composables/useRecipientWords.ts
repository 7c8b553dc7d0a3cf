interface Visited {
  recipient: { birthYear: number | null, needs: readonly string[] }
  start: string
  zone: string
}

/** Of who is visited, in words: how old they are on the day of the visit, and what those who come should know. */
export function useRecipientWords(visit: () => Visited) {
  const { t } = useI18n()
  const known = new Set<string>(needs)
  const needNames = computed(() => visit().recipient.needs.map(need => (known.has(need) ? t(`household.needs.${need}`) : need)))
  const age = computed(() => {
    const { recipient: { birthYear }, start, zone } = visit()
    return birthYear === null ? null : t('provider.age', { age: Number(dayIn(zone, new Date(start)).slice(0, 4)) - birthYear })
  })
  return { needNames, age }
}
