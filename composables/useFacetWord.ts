/** What the interface calls a language or a credential; a value that it has no word for stays as it is. */
export function useFacetWord() {
  const { t, te } = useI18n()
  return (facet: 'language' | 'credential', value: string): string => (te(`${facet}.${value}`) ? t(`${facet}.${value}`) : value)
}
