/**
 * What the page is about, for search engines (schema.org as JSON-LD). A block of data, not a script: nothing runs it, and no policy of the
 * page has to allow it.
 */
export function useStructuredData(data: () => Record<string, unknown> | null | undefined) {
  useHead({
    script: () => {
      const value = data()
      // No text of ours can end the element.
      return value ? [{ key: 'structured-data', type: 'application/ld+json', innerHTML: JSON.stringify(value).replaceAll('<', '\\u003c') }] : []
    },
  })
}
