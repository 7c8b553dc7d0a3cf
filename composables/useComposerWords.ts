import { legsOf, type Draft } from '#shared/draft.ts'
import type { Check, Preview } from '#shared/schemas/composer.ts'

/** What is said of a draft: its legs' names, what limits it, what it lacks. */
export function useComposerWords(draft: () => Draft) {
  const { t } = useI18n()
  const text = useText()
  const { ruleInWords } = useRuleText()

  const legName = (key: string | undefined): string =>
    text(legsOf(draft().stages).find(leg => leg.key === key)?.title) || t('composer.leg.unnamed')

  function limit({ keys: [first, second], code }: Preview['bookable']['limits'][number]): string {
    const rule = draft().stages.find(({ legs }) => legs.some(({ key }) => key === second))?.rule
    const values = { leg: legName(first), other: legName(second), rule: rule ? ruleInWords(rule) : '' }
    // Over many days there is no one moment to name.
    if (code === 'notice' || code === 'horizon') return t(`composer.book.${code}`, values)
    return t(`why.code.${code === 'credential' ? 'credentialPlain' : code}`, values)
  }

  function check({ code, key, stage, field, language }: Check): string {
    if (code === 'verified' && key === undefined) return t('composer.check.code.verifiedSelf')
    return t(`composer.check.code.${code}`, {
      leg: legName(key), number: (stage ?? 0) + 1, field: field ? t(`composer.about.${field === 'title' ? 'name' : field}`) : '',
      language: language ? t(`composer.about.${language}`) : '',
    })
  }

  return { legName, limit, check }
}

/** The headings of the checklist, each with the codes that it stands for. */
export const checkGroups = {
  texts: ['scenario', 'text', 'leg_text'],
  legs: ['legs', 'leg_empty', 'leg_order', 'rule', 'offering', 'currency'],
  verified: ['verified'],
  agreed: ['agreed'],
  resource: ['resource', 'district'],
  days: ['days'],
} as const satisfies Record<string, readonly Check['code'][]>
