/**
 * The address of a page in the reader's language, for links in lists: `localePath` asks the router about each, which is a twentieth of the
 * work of a page of two dozen cards.
 */
export function useListPath() {
  const { locale, defaultLocale } = useI18n()
  return (path: string): string => (locale.value === defaultLocale ? path : `/${locale.value}${path}`)
}
