export interface BundleSeed {
  slug: string
  scenario: string
  title: [zh: string, en: string]
  summary: [zh: string, en: string]
  /** The legs and their rules in the shorthand of `flow.ts`. */
  flow: string
  /** Where one provider is meant; otherwise one is found. */
  publisher?: string
  /** The publisher does everything itself. */
  single?: boolean
}

export const bundle = (
  slug: string, scenario: string, titleZh: string, titleEn: string, summaryZh: string, summaryEn: string, flow: string, more: { publisher?: string, single?: boolean } = {},
): BundleSeed => ({ slug, scenario, title: [titleZh, titleEn], summary: [summaryZh, summaryEn], flow, ...more })
