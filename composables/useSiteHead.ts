/**
 * What the head of every page has, the error page included: language, alternatives, icon, and what the reader set before the first
 * paint.
 */
export function useSiteHead() {
  const { t } = useI18n()
  // A search is a page of its own by what is looked for, and each of its pages is; not by how it is sorted or narrowed.
  const localeHead = useLocaleHead({ seo: { canonicalQueries: ['q', 'scenario', 'category', 'district', 'page'] } })

  useHead(() => ({
    ...localeHead.value,
    titleTemplate: title => (title ? `${title} · ${t('site.name')}` : t('site.title')),
    script: [{ key: 'settings', innerHTML: elderScript + themeScript, tagPosition: 'head', tagPriority: 'critical' }],
    link: [...(localeHead.value.link ?? []), { rel: 'icon', type: 'image/svg+xml', href: '/favicon.svg' }],
    meta: [
      ...(localeHead.value.meta ?? []),
      { name: 'theme-color', content: '#f5f4ee', media: '(prefers-color-scheme: light)' },
      { name: 'theme-color', content: '#101a1d', media: '(prefers-color-scheme: dark)' },
    ],
  }))
}
